using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Goes on from prompts. Each row has a session of its own rather than a row of one batch: batched products round by who else is in
/// the batch, and a draw that lies at the edge would then depend on the order of the data.
/// </summary>
internal sealed class GenerationComputation(ModelLease lease, GenerationOptions options) : TextComputation<string>
{
    public override void Dispose() => lease.Dispose();

    /// <summary>The seed of a row: the first 8 bytes of SHA-256 over the options' seed and the prompt's UTF-16, little-endian.</summary>
    public static ulong Seed(ulong seed, ReadOnlySpan<char> prompt)
    {
        byte[] content = new byte[sizeof(ulong) + (prompt.Length * sizeof(char))];
        BinaryPrimitives.WriteUInt64LittleEndian(content, seed);
        MemoryMarshal.AsBytes(prompt).CopyTo(content.AsSpan(sizeof(ulong)));
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(content));
    }

    protected override IReadOnlyList<string> ComputeAll(IReadOnlyList<string[]> rows)
    {
        string[] results = new string[rows.Count];
        ParallelWork.For(rows.Count, options.Threads, row => results[row] = GoOn(rows[row][0]));
        return results;
    }

    private string GoOn(string prompt)
    {
        using GenerationSession session = lease.Model.CreateSession(options.Sampling with { Seed = Seed(options.Seed, prompt) });
        session.Feed(prompt, options.UnknownPolicy);
        return session.Generate(options.Length);
    }
}
