const services = `
ftp-data 20 ftp 21 ssh 22 telnet 23 smtp 25 time 37 whois 43 tacacs 49 domain 53 bootps 67 bootpc 68
tftp 69 gopher 70 finger 79 http 80 www 80 kerberos 88 pop3 110 sunrpc 111 ident 113 nntp 119 ntp 123
epmap 135 netbios-ns 137 netbios-dgm 138 netbios-ssn 139 imap2 143 imap 143 snmp 161 snmp-trap 162
bgp 179 irc 194 ldap 389 https 443 microsoft-ds 445 kpasswd 464 submissions 465 exec 512 login 513
shell 514 syslog 514 printer 515 route 520 uucp 540 rtsp 554 submission 587 ipp 631 ldaps 636 rsync 873
ftps-data 989 ftps 990 telnets 992 imaps 993 pop3s 995 socks 1080 openvpn 1194 ms-sql-s 1433
ms-sql-m 1434 radius 1812 radius-acct 1813 nfs 2049 cvspserver 2401 mysql 3306 ms-wbt-server 3389
svn 3690 sip 5060 sip-tls 5061 xmpp-client 5222 xmpp-server 5269 mdns 5353 postgresql 5432 amqps 5671
amqp 5672 x11 6000 redis 6379 http-alt 8080 webcache 8080 zabbix-agent 10050 zabbix-trapper 10051
amanda 10080 webmin 10000 memcached 11211
`;

const ports: ReadonlyMap<string, number> = new Map(
  [...services.matchAll(/(\S+) (\d+)/g)].map(([, name = '', port = '']) => [name, Number(port)]),
);

/** The port of a service by its name in the registry of IANA (RFC 6335), where the name is a common one. */
export function tryServicePort(name: string): number | undefined {
  return ports.get(name);
}
