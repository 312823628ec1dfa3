namespace CharRnn;

/// <summary>Tells a failed write, such as that of a full disk, from other exceptions.</summary>
internal static class WriteFailure
{
    // .NET throws an ArgumentOutOfRangeException if a file exceeds the limit of the file system or of the user (ulimit -f).
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
