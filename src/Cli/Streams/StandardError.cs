using System.Text;

namespace CharRnn.Cli;

/// <summary>Standard error for progress and complaints. They never matter more than the work: what cannot be written is dropped.</summary>
internal static class StandardError
{
    public static TextWriter Open()
    {
        Stream? inner = StandardDescriptor.IsOpen(StandardDescriptor.Error) ? Console.OpenStandardError() : null;
        Encoding encoding = Console.IsErrorRedirected ? new UTF8Encoding(false) : Console.OutputEncoding;
        return new StreamWriter(new GuardedStream(inner, _ => { }), encoding) { AutoFlush = true };
    }
}
