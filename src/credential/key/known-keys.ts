/**
 * Public halves of keys whose private halves are published in products and repositories: fingerprint as `ssh-keygen -l` shows it
 * behind `SHA256:`, the first 32 hex digits of the SHA-256 over the SubjectPublicKeyInfo, and the product.
 */
export const knownKeys: readonly (readonly [fingerprint: string, spki: string, product: string])[] =
  [
    [
      's5Qw/PocHrvXYHlxaQvSI8lodaJiuCZrTp+KjEUw0tc',
      '65b4e6efff7daca22b1f675d814fb3c6',
      'Actiontec q2000',
    ],
    [
      'fKki+o9MyIk8XUThmRfoejJudcef7mGvkooMCBLyqCM',
      '7d529c54fc4205a78771dbbeecd0286e',
      'advantech eki',
    ],
    [
      'F9KYIspH9Bhy0ohvvWPEgP5HeCUIeZZ5pA+8Xu2Eky8',
      'cc4369128bac304d5e4d3c989047c4a5',
      'Alice 1121',
    ],
    [
      '/JLp6z6uGE3BPcs70RQob6QOdEWQ6nDC0xY7ejPOCc0',
      '969842feaf85d8a74b91dde3c3f65cf3',
      'Array Networks vAPV and vxAG',
    ],
    [
      'whDP3xjKBEettbDuecxtGsfWBST+78gb6McdB9P7jCU',
      '4b4eb7fb115f98002fe335e0c90fd2f3',
      'Barracuda Load Balancer',
    ],
    [
      'Z+q4XhSwWY7q0BIDVPR1v/S306FjGBsid7tLq/8kIxM',
      '6577e4fa4e50da4a08273c0012088238',
      'Ceragon FibeAir (CVE-2015-0936)',
    ],
    [
      '8XeiIuMMG6jRFYywuXqJZiLHIFcWoWN0yXR+fYCoy9A',
      '044b5833fa601e5720bf0bea4d700021',
      'Cisco rtp300',
    ],
    [
      'KI1opHyhNi8e6cj1kBs2K5TuPj6NE5+8o6hcsQjKSY8',
      '62e7c450387157d764ff5ed5d729db69',
      'Cisco rtp300',
    ],
    [
      '9OC9c6oQKFimmPITx++YZ7AbfmZcDAmlhUP/u84wQJQ',
      '595ef9afb59d3775548192a9f27b4366',
      'Cisco rv120w',
    ],
    [
      'Lcl4dCjOz4H377asQgXNBK+kjKgD/RNMVZk0aMh5iYE',
      '83e4044191237777bf5e357b6dab6b40',
      'Cisco rv120w',
    ],
    [
      'RPT99EeL7WwwWvtuzjRJmLQT2DL4zEh8WG/VxUQZhIg',
      'c7d1fe2a347985ae2bc03fdb0f49917f',
      'Cisco RV315W',
    ],
    [
      'lS3HDtLKk215ScnBSvCMqPKyiF9mvP0o3XG7bJXPHIg',
      'dfdf0753e7998d0fb9f3efcd2a756d51',
      'Cisco RV315W',
    ],
    [
      'BpW4vxx4JMfXNh6PPa9w80x6YsDa7OZ1LcBCRwYJM/g',
      'd0fa3219065fc5f7613f6aac96302cab',
      'Comtrend AR5387UN',
    ],
    [
      'BuCSIg4STeG8QYS8dKSXGCQWpHB/Pe7FDRF3WpseB9E',
      '2f12cb41ac95ac636642a0d676961d20',
      'Edimax AR-7167',
    ],
    [
      'vmpX3e8939kGt/oufoQQqbJBnC07xxcVQSZaTHGBE84',
      '964d57125a39ec4539e15c0ede30ffe7',
      'Edimax AR-7167',
    ],
    ['1T/tv+kuYxJkYpiCsuhb/SE8pLB7gkzTH43h/LjQ3cs', '148659bc6fa508897f4f3dabf077256c', 'EVW3226'],
    [
      '9prMbqhS4QteoFQ1ZRJDqSBLWoHXPyKB0iWR05Ghro4',
      'f0278cc5e72769b483a41cabe821fdbe',
      'F5 BIG-IP (CVE-2012-1493)',
    ],
    [
      'AogxJW7+Yzu2/Xe2IYAf6VaWRJTBlan754aruVaqp0Q',
      '4efd3a499be5dcb4dbbeeb01cc2074d3',
      'Huawei bm626',
    ],
    [
      'r0k4QauOKllur1qQApKhU4Vtg8YEkDNS/6TlOulsSKM',
      '0091a2238662f4b46d1f66703c2e2de0',
      'Huawei bm626',
    ],
    [
      'm714YoMFjzLJdHQbu7sRH96Bxo8TzmuAbFqBjUAhECI',
      '475836ce7f52915c13919fb407cb3afd',
      'Innacomm w3400v',
    ],
    [
      '4REJomy/ZbGbLVcbZzR/i6CQuzF+EI6DMvu/lHCxh4M',
      'a4fde9cb1d9401a872aa392752a80426',
      'kali-rpi2',
    ],
    [
      'gIJVV2fPBgDqCqTr/+m8B9Hh2KOPvxVoTCM1p6hBwdE',
      '71cf0651dfe7781aa6f626ed7fd9b9cb',
      'Linksys X1000',
    ],
    [
      'MEc4HfsOlMqJ3/9QMTmrKn5Xj/yfnMITMW8EwfUfTww',
      '60640975a9d78b91f47f8ff260777dca',
      'Loadbalancer.org Enterprise VA',
    ],
    [
      'aPoYT2nPIfhqv6BIlbCCpbDjirBxaDFOtPfZ2K20uWw',
      'fb8ae3178e0964da6ca6dbd65e6ab471',
      'Monroe DASDEC (CVE-2013-0137)',
    ],
    [
      'HCKmculX8PrmEXYtnKn3xMnHdnHC/A7+gceWmZNnq0A',
      '3dbf2f1cc829ddadbed9aeb826127535',
      'moovbox host',
    ],
    [
      'd7Bv1O73pvsg7+XusOpsZ6edG3FBQ9KudBiNDBNKJHU',
      'a8efbabdd425bcb6868fc8c510df286d',
      'moovbox host',
    ],
    [
      'csFEfFe32uUoWQLco1YyjRQqpuy1pluZFFvK/Lo1EJo',
      'd65caff5b652191edf80b879c3f39164',
      'Moxa 6150',
    ],
    [
      '/rr9hHdFl2699bf+yo5oERj1wds/JKyOrHi8txBuEQs',
      '0c773a8dfd252cbfe2d970666cc63183',
      'Moxa ia240',
    ],
    [
      'IO79IWaJRJC8/ZM2PfpsxzkpOk4+RY0pqbWt0v95hPg',
      'b2573f01a3d0a9594c75beba534f10ac',
      'Moxa ia240',
    ],
    [
      '+LQ1rkRWS3U5xJbzlCGyuiOoqsfkU3z8sveqU28bOjg',
      '6a97baf04998da5f259e07caddae1345',
      'Ont g4020w',
    ],
    [
      'HL7HchiArMmCJAyWCYJaL7NRsOkLi+5uzgeTYNp5za4',
      '1fba66435e917770768cc35961239b6c',
      'Pace V5542',
    ],
    [
      '0RCgva9fjvPn6TkN89hkVQHIpHkKfvfsGmYtnOgki0g',
      '75bddc8ede93bdba6abd7434e8272c4a',
      'Quanta LTE',
    ],
    [
      'VtjqZ5fiaeoZ3mXOYi49Lk9aO31iT4pahKFP9JPiQPc',
      '9a7d477ad60ccfb5c4eb98dc287ff0e4',
      'Quantum DXi V1000',
    ],
    [
      'HboyXnlo62NK5QYnTXT8/rKywPHrSoyvVfKMQIaPnKc',
      '18e731ee317ace78ff0b4d387d79d106',
      'Sagemcom 2740',
    ],
    [
      'h1gD8T017XJ19NjY3wD9Vob81jHYUJubf2M23KLU7OU',
      '3ac86e0be34792e4b3046b36392d971c',
      'Sagemcom sx682',
    ],
    [
      'TC9ANa1Feew8aA+jxSk0X2V8V7e7fpSrYyL3MXdU7cA',
      'a550a946387bc0e4c0f3a48316a34288',
      'Seagate GoFlex',
    ],
    [
      'WtRSB8XG5R0LFE1KvRKV7sa2pTCQBpbVm8W7QLbCb5A',
      '72feb7f31ee952ef61500a1998f8b08e',
      'Seagate GoFlex',
    ],
    [
      'wuCw9eo7BPNjjv7e8qmXryjpZ9MGspIwmu8KoSH/Tis',
      '4900596178bb46ed32460f4d09393d11',
      'tandberg-vcs',
    ],
    [
      'mzY0RSkZv3Rz5pSZcucTACZEhLko2ahTG2HhkiymQNA',
      '7ba38efa67b4a0d48181b91f30f62ae2',
      'Telefonica-de-Espana',
    ],
    [
      'MQXcP/tTXWJKfrytgQwPZgJyAt0WqdZTjRJ9qBeHQl8',
      'ae409b3c0992f702f1d52fb86c60e95d',
      'Tplink tdw8960n-V1',
    ],
    [
      'MAQzAYCHIdlpbeld30qcnjU5nVRp42GNVft2YwaJdY0',
      '183fc0d9f8228c7c2620eceefd02070b',
      'Tplink w8950n',
    ],
    [
      'iEYIZLsY3MtHzshoEMMdokU6JL6ilrp12zdZpzSf/hs',
      '1a5d76cac1ce941e4fa036b3801f81b2',
      'Tplink w8950nd',
    ],
    [
      'Lb30DJg8YvCnhbVVhw6k/WRtxXKN8+4TVZVQQhDVD7U',
      'e280e4bd66846b45e11f25185d8b76bd',
      'Trendnet tdmc500',
    ],
    [
      'BHnRC+5WxXWTFjmXxUq/2PLljU8/X9bbcpiNEEk1xG0',
      '12da74742457091076a1be16fc9a1cbc',
      'Trendnet tew715apo',
    ],
    [
      'K0ibBdrSRO4qBHLntPb+cg8HXdxceUMYztFDPw6kCH0',
      '408cb785c732514c1f23fb9cd91dcb4b',
      'Trendnet tew715apo',
    ],
    [
      'Kdko2iZS8DAI8ZEYEhlWJOEoJ3J1FVoKIThHuKPxXy8',
      'd2c471d73d7f00c546e54c6747dbb8cf',
      'Trendnet tew816drm',
    ],
    [
      'jkhZ6rCXQMeFOi5A3nYfHXLxYCbGhYSenmSPXZ4nZc8',
      '5c97c7f1f8657a0eb908a9a2f67a1cb9',
      'Trendnet tew816drm',
    ],
    [
      'b4/5uEu8KsFn19ujuzOxxum/zf1lO9apXgJYQHMVwqk',
      '4d760e7205cec4170e2af3fc5735984a',
      'Trendnet tvip310pi',
    ],
    [
      'kTEn/MpGqbKcbRbBzhdthwzf1MZGExI4gVWaf9gNbA4',
      'cc5caa61649b1fe51f0ce22368e8bf64',
      'Trendnet tvip310pi',
    ],
    ['1M4RzhMyWuFS/86uPY/ce2prh/dVTHW7iD2RhpquOZA', 'bde93142b0780b2a66d27977d35f4f54', 'Vagrant'],
    [
      'AKABay46vBa2bhMYZU2V/z5uqlAUXcuBTxMkW4MHd9s',
      'c7c7e907196e4dd9fa886f848cbe5932',
      'Westermo MRD310',
    ],
    [
      'dwjhp1334uoka9DL7ehVPgU7PtZVAPmF0e0xbryla1E',
      '02022307ab7f0d36eb6c4f75a64fbb1e',
      'Westermo MRD310',
    ],
    [
      'v4+GWcG3ffxI72Au29EPundqWtdVVHaRwYffOKqYslw',
      '2b65d9fccf2b586f5630f30f15ecfaaf',
      'Zhone 6512a1',
    ],
    [
      'zaEfS0zzZ4DyGf0BjXPPkEi+6puzJs73EkbEm3XSSqU',
      '5e57497f20f7104bdeec4e4782520836',
      'Zyxel fsg2200',
    ],
    [
      'CJ/U/F9xf4ngDgjZL2+OPBoSGZ7gEU18oCjVWPL0qqE',
      '3fe1a9250f2e7e9510d83c5efbbed10f',
      'Zyxel p870h',
    ],
    [
      'rGJYhJYrTK6yceV/v20fJCO+FTu8rlECNH3WHqcGQGI',
      '857b9a5ee65ebd9e8e83997a25a4cfe0',
      'Zyxel pmg1006',
    ],
    [
      'z7xWJ0J6BW3zXhBrdcz0Pi9U88TfSQY/zdPYeyPbxyA',
      '8e4a9b71ccae4a97e59148a27f8849ef',
      'Zyxel pmg1006',
    ],
    [
      'XOWiL0SiIchHnl1UAGqSwR+jwxBPM9ihiBg06Pk0yHg',
      '7badd5bf6e25b30f873ffe74a1229ac6',
      'Zyxel sbg3300',
    ],
    [
      'aKZMxi51eXUYwJRXJ01Jy+iL6QLyhFUaMOG0cSSKJYc',
      '2c2472ad91ee3a81a72c06237a60e383',
      'zyxel-q100',
    ],
    [
      'Gh0eIu1Aym/yqjFYOrnTBfhYI7b++0NQIvkjwsGfFvI',
      '78a15d13fdc504e515f1791527840882',
      'zyxel-vmg1312',
    ],
  ];
