namespace CharRnn.Cli;

/// <summary>Standard error for progress and complaints. They never matter more than the work: what cannot be written is dropped.</summary>
internal static class StandardError
{
    public static TextWriter Open()
    {
        Stream? inner = StandardDescriptor.IsOpen(StandardDescriptor.Error) ? Console.OpenStandardError() : null;
        return new StreamWriter(new GuardedStream(inner, _ => { }), Console.OutputEncoding) { AutoFlush = true };
    }
}
