namespace CharRnn;

/// <summary>Tells a file that another process has locked from a file that cannot be opened.</summary>
internal static class SharingViolation
{
    // What Windows, Linux and macOS say.
    private static readonly int[] Results = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Whether opening a file failed because another process, or another part of this one, has locked it.</summary>
    public static bool Is(IOException exception) => Results.Contains(exception.HResult);
}
