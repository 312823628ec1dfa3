/// <summary>Makes the lines of an ordinary day, as a system's journal or Debian's dpkg.log has them. The same seed makes the same lines.</summary>
internal sealed class MadeLog(int seed)
{
    private static readonly string[] Users = ["alice", "bob", "carol", "backup", "deploy"];
    private static readonly string[] Keys = ["SHA256:mVq3xUO0v9J2", "SHA256:kT7cRz41LwYe", "SHA256:Qd8nHs5PbFga"];
    private static readonly string[] Units = ["apt-daily.service", "logrotate.service", "man-db.service", "fstrim.service", "systemd-tmpfiles-clean.service", "e2scrub_all.service"];
    private static readonly string[] Pages = ["/", "/index.html", "/style.css", "/about", "/articles/", "/articles/archive", "/images/logo.png", "/feed.xml"];
    private static readonly string[] Parts = ["ssl", "xml", "gtk", "python", "perl", "font", "net", "crypt", "audio", "math", "image", "term", "mail", "zip", "sql"];
    private static readonly string[] Endings = ["", "-dev", "-common", "-data", "-doc", "-bin", "-tools", "-utils"];

    private readonly Random random = new(seed);
    private DateTime time = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    public IEnumerable<string> Journal(int count) => Enumerable.Range(0, count).Select(_ => $"{Later():MMM dd HH:mm:ss} web1 {JournalMessage()}");

    public IEnumerable<string> Dpkg(int count) => Enumerable.Range(0, count).Select(_ => $"{Later():yyyy-MM-dd HH:mm:ss} {DpkgMessage()}");

    private string JournalMessage() => random.Next(12) switch
    {
        0 => $"sshd[{Number(99999)}]: Accepted publickey for {OneOf(Users)} from {Address()} port {Number(65535)} ssh2: ED25519 {OneOf(Keys)}",
        1 => $"sshd[{Number(99999)}]: Disconnected from user {OneOf(Users)} {Address()} port {Number(65535)}",
        2 => $"systemd[1]: Starting {OneOf(Units)}...",
        3 => $"systemd[1]: Finished {OneOf(Units)}.",
        4 => $"CRON[{Number(99999)}]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)",
        5 => $"kernel: [UFW BLOCK] IN=eth0 OUT= SRC={Address()} DST=10.0.0.5 LEN=40 TTL={Number(255)} PROTO=TCP SPT={Number(65535)} DPT={Number(65535)} SYN",
        6 => $"dhclient[812]: DHCPACK of 10.0.0.5 from 10.0.0.1 (renewal in {Number(9999)} seconds)",
        7 => $"systemd-logind[402]: New session {Number(9999)} of user {OneOf(Users)}.",
        8 => $"systemd-logind[402]: Session {Number(9999)} logged out. Waiting for processes to exit.",
        9 => $"postfix/smtpd[{Number(99999)}]: connect from mail{Number(20)}.example.org[{Address()}]",
        _ => $"nginx[997]: {Address()} \"GET {OneOf(Pages)} HTTP/1.1\" {OneOf(["200", "200", "200", "304", "404"])} {Number(99999)}",
    };

    private string DpkgMessage()
    {
        string part = OneOf(Parts);
        string package = $"{OneOf(["lib", "lib", "python3-", ""])}{part}{OneOf(Endings)}:{OneOf(["amd64", "amd64", "all"])}";
        string version = $"{Number(12)}.{Number(40)}.{Number(20)}-{Number(9)}{OneOf(["", "", "+b1", "+deb12u1", "+deb12u2"])}";
        return random.Next(8) switch
        {
            0 => $"install {package} <none> {version}",
            1 => $"upgrade {package} {version} {version}+deb12u3",
            2 => $"configure {package} {version} <none>",
            3 => $"trigproc {package} {version} <none>",
            4 => $"startup packages {OneOf(["configure", "remove"])}",
            5 => "startup archives unpack",
            _ => $"status {OneOf(["half-installed", "unpacked", "half-configured", "installed", "triggers-pending"])} {package} {version}",
        };
    }

    private string Address() => $"{Number(223)}.{Number(255)}.{Number(255)}.{Number(255)}";

    private int Number(int maximum) => random.Next(1, maximum + 1);

    private string OneOf(string[] choices) => choices[random.Next(choices.Length)];

    private DateTime Later() => time += TimeSpan.FromSeconds(random.Next(60));
}
