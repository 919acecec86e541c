import { inflateRawSync } from 'node:zlib';

/** Passwords that are tried. They are facts about products, gathered from their own documentation. */
export interface Words {
  /** What people choose most often. */
  readonly common: readonly string[];
  /** Passwords that products are shipped with, by user name in lower case. */
  readonly byUser: ReadonlyMap<string, readonly string[]>;
  /** Passwords and secrets that a service is shipped or documented with, by its id. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
}

/** The list, unpacked. It is kept deflated so that the source holds no list of passwords to read or to search. */
export const words: Words = unpack();

function unpack(): Words {
  const text = inflateRawSync(Buffer.from(packed(), 'base64'), { maxOutputLength: 65_536 });
  const [common = '', users = '', services = ''] = text.toString('utf8').split('\n--\n');
  const byUser = new Map<string, string[]>();
  for (const line of users.split('\n')) {
    const [, user = '', password = ''] = line.split(' ');
    const known = byUser.get(user.toLowerCase());
    if (known === undefined) byUser.set(user.toLowerCase(), [password]);
    else known.push(password);
  }
  const byService = new Map<string, readonly string[]>();
  for (const line of services.split('\n')) {
    const [service = '', ...passwords] = line.split(' ');
    byService.set(service, passwords);
  }
  return { common: common.split(' '), byUser, byService };
}

function packed(): string {
  return [
    'jRnbbuO49Z1fIaMvbQEXcTKznS0WxaaZoLvdTWYwHnS7TwIl0RZjiVRIyo7n63vO4VVOCjSwzo0X8XKuyub65t3776qJW3vS',
    'pqs2xP/1Q/V8EsadE/+9pwhWG/qLbRXvRqkqo7WrnNamanuu9mIUgZCusqI1wlWDcKOAricxtBra6a1X8NbPP0YirGOTVrTJ',
    'suubLAXaCesIILOfkevEjs+Dq3jTohAeRFf0V22er0834p2hSQhgIy0eCVw/4k6MupqtMNXIrQPkTyLM5w/jqrqjrT2IVdjk',
    'g/DrLHeDQ6JwVclBH8VZz2y9Zn/OpxXplg9HqSLHh0kqEblOCjfJyOlJKDGINvKDbIwoBXpSVsAv8i/tzfvNJnJH+e3lmGb2',
    'BxZZPJRI42ZTN90eRFqqhcsUqoXTSXPyveEqsQc+pNUabqdGGHOOgrnJHd/Lo/h1tUsrRTAmDtXkKrP+UiOntNXz9G4GfpKL',
    't4TFFIvCV8b3zs2s3BwQ8J1oJFcBAY9rjxvQdmwJAN1qIwjgGDqOyrWoJsDzgZvRQxzVGS27gIAfpOJGBwT8jsMP+xlUHFh8',
    'JGhr7YEA7kMP8yh1xH5EO4iAMh/MCW/YttqBXsk9rcueQYFH0GPFkyDoa61VLZV1fBhyxzSx5fDzOCpw4H4sOdBms3VGq/0f',
    'V3+KZuqbfvg9tf0Yp/h7MaO3YRCcRDPovWzLXRQyT6CwlbA5D4ETijew9QvWI7wRckmx1XMEEzfl5RbNfk1hdHBjSRAsIoyf',
    'm0G2md1Fk/P8N9408gXY2yXrW3/iptGG3EmSOT223CXW3qDLTGy+Q88rOXY8cdmMPb8XGjTzWPQftdNGD3lIMIewem0cB4eT',
    '+3NpdoM+5eWIxXI+gQ96fNgmvpFO8VFmfrPkvedM7IPfTdKEvC2+l9ouLml5QctL5C/SXuc9SiX1soOdhlmhMfmJy5fEjq9b',
    'LoSfb7fb366+fASxv6N8VYFPdxV4rzmulzbLfhhn69aNWPtGMoZGuz5PRtxb3eDexCb38+xbHYOSFMoSJWmFUZBmC4L1fpa5',
    'VyemQZ+hWyTotbDAN187aev2RthElLLx7FWnsLfUJl74OJG9+vBNkHyw4TsP0WWML/jgrQj97slDtPkBIhA4icJOoyhgnEo2',
    'sMGyT5B4lHhvLgsmtYHzjgS6c70Ht2n7RODZCN6BJ40YF634ZHvtYJsOI8cFX8xTB+dbLBFCq+WqMzxTeFNJvZeaToyHwX15',
    '2y1smNKZEKyILm6D+Gy/dp7QG0SMEjgN2YqIUaVF2xPw/VFuIe/LJMYmoDlsNRG4Uq0kigLGWOgmfHDRSqvzqGebKbrxF5AQ',
    'TGo5CuUK0u/ZargeD2OGAJr3PGRm7fVwPZ3KbKMuTiIJL2VZT2nONPPIjeRdEzFGLhg1wR3bTPlduHbQc5cpkD5pPQ48INyd',
    'mSc+BESz72F7OmLKLLQmALSPKDmwtHpu+wZUt7xbCj7SOn8T/7MhatKTUAdICiIGSc/hbVNAyHc7SwCPfOLm4CFx6GlLLX4r',
    '+0BBfFtnJ3zwOm4/Pvz86CGpgpUYzQNG9wA1BDx4wKfTuuOOJwKPFzxTdw4I7wzPxI3PicDDfIa8CAF6ifH5JcfvroFkh67z',
    'OCl8kFItPrhmJ47CQ1J8hZmlR6TkLT54/HipAi02EFE96k4cM4W7M3AI0kaMElgqp1WmkoaUHeoQBDQTVSIeoQcF44R6yiN8',
    'ey92BHC2acLHp1H4kEziQ56qg3fvtG44kPQaXzIlEZQnrxz6Ky8eTSL1SA3TPpO+xGKF0SzscGFcC8Nbmubrt1tIFLOpFXPm',
    'EUnZL4z0/13BeC7fX7daD3VIgsB97TXMFMdFnrCHi6RpeebhCgimRSaV9YEwsdEvh4BmBTfgelOBHePdA6Qr7W84ERaHoVcI',
    'FWefhRdZ94q9FWDIgcAuFpi9disXviN1YFLthvkFRiYCjjqN8kJWhPB4PEX8KqIbFs9FS3EZyIYPCkSnwgPKvR2G9oi9ozmI',
    'M9gkP1SJ+Mzfv6dCPZRC4K0uQyaFMitclQi/tK/326/146fH+uP9v+vt/d2X+68V5nk/b7nnavpAcvfT7eM/7+uH+/rrp/q2',
    'vvv08PnX+//UX24fP356COPYtPdzbvEVW7+hKEuZ1KVLXmSgMWHjrYNCGr1IJKLTvXA2lZWjgIsTfcsnTk6niLC5BKI4+jw3',
    'ooyryOOEcgev0eZclXTSZHDTA29SZV95HsWCVwRZT9XPogia+mk8h60nkh3JM4X4Hb5XHNdaDee10wehgpRo0FRl56HyiCk9',
    'cgi3CNlo0fOkzzNvVq1vSzdv17HV6+GxMF4VE/0haeaicE85+KtKPNXA3uPNRqRjfZqnM4aAiMdwBLDtTqxD9op0QZZiw0JM',
    'S3bUQ646oPvEhg6Kw9NM3mPo+BS0/V9abdXVyXNpIJzwTu4p18WrAHdon2fpMFPJFEbaIs5SzPVGC570IAXrvaJ6xBR3oIQI',
    'UKVvXPX1atoSxZaJTguTHXpIDqH2L8ieXeQfgej8h7qbboXe4Qw5N8WOuJdJQAA18QMmpJS8pbLtJF2P96hPyi96xVKJXBTL',
    'aEk7eagCZm9kf7B/V+NU9azk8yzqqTfgLOteQFEQ88q38sNlNrjMFfe9xmoJIUs5IagEpYZg4JwcdiQw/mC94hFYn53B8Qcb',
    '89sD11gVbOX7MPTxkDkE5HQD2UgndxKO1el/iIfAsE4a0TpwIJnYmBsg3jP1AarqD+CFy6or3xJeBhy42tfc1YOAaFbfXNfQ',
    'DJYCam6ZVeMUdWgy8sgdfoUbRzhNd2bdE8eQG1zvL/e/V16ypp3MWHfRhmrcoNIubA+otdUhDahiX7aDaHpAF1OOQnWQNsab',
    '8wWBPShExMlCvIhtMJkY9IR1yhr5YqWpEwR/OdjinTXd2gBnAIOrLRzRFwjRegSvAidVYet37/5WNPwizqvVqmLixesczNFo',
    'bro1xojI1CVDwQO6Sq3WF1tir77IFZ/hQr1WHS3AjkE5iJ+BQV/awxhsGrTOl7zIMTcbFdyQArvp0T32sC+n215DGNcKzt0I',
    'gSYHOcvdMIs7rRgluhJuIxPjtLn6ntBmw8QTuAOBeWgg2Dc05aH4sJf/hXCdKIhsWMqcrG4PFg7SQFK2goS76852Vn+B3TLL',
    'RygIGt7RfwmIY+jVIOlESC4SC4WAmU+OfAbUGYEfbD3COGpm1Qn8ousx46eXCh5mxcinnr4oJ0uIoiJxhSiP5R8i5OAkRjR8',
    '0H440iIjAiFmjbkLw0/I4Gp77qpMsm/zIKeKIINAPLZgQ1UkYPVwGRVB8GQanCN95c4khlhI9ww63EiBc9ljLniuIsHQy5CS',
    'VYmCcAzhCJPfSLAeNGsNO4AxWFIhmzi2n3nLRw2xkihKBmAPcN0A2IHvDuBKMsyhaZBoaUGjGwMRMlkmzZIY8CciMP8F',
  ].join('');
}
