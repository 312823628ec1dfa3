namespace CharRnn.Cli;

/// <summary>The exit codes, for shells.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
    public const int Interrupted = 130; // 128 + SIGINT, as in shells
}
