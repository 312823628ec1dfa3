namespace CharRnn;

/// <summary>Standard input as a text to read.</summary>
internal static class StandardInput
{
    /// <summary>Opens standard input.</summary>
    /// <exception cref="InvalidTextException">It is closed.</exception>
    public static Stream Open() => StandardDescriptor.IsOpen(StandardDescriptor.Input)
        ? Console.OpenStandardInput()
        : throw new InvalidTextException("Cannot read standard input: it is closed.");
}
