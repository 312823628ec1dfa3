namespace CharRnn.Cli;

/// <summary>How the command ended, for shells.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
    public const int Interrupted = 130; // 128 + SIGINT, as shells have it
}
