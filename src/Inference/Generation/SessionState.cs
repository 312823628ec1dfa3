using System.Buffers.Binary;

namespace CharRnn.Inference;

/// <summary>
/// A session at rest, between two characters. The bytes are: the text CRNS, the format number, the model file's SHA-256, the
/// pending id, the four words of the generator, the parts of the recurrent state, the number of ids that penalties look back
/// on and these ids; all little-endian.
/// </summary>
internal sealed record SessionState(RecurrentState Recurrent, int PendingId, RandomState Random, int[] Window)
{
    private const int Format = 2;
    private const int HashLength = 32;
    private const int HeaderLength = 4 + sizeof(int) + HashLength + sizeof(int) + (4 * sizeof(ulong));

    private static ReadOnlySpan<byte> Magic => "CRNS"u8;

    public static byte[] Save(CharRnnModel model, RecurrentState recurrent, DecodingState text)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(Convert.FromHexString(model.Sha256));
        writer.Write(text.PendingId);
        writer.Write(text.Random.S0);
        writer.Write(text.Random.S1);
        writer.Write(text.Random.S2);
        writer.Write(text.Random.S3);
        foreach (float value in recurrent.Parts.SelectMany(part => part))
        {
            writer.Write(value);
        }

        int[] window = [.. text.Window];
        writer.Write(window.Length);
        Array.ForEach(window, writer.Write);
        return stream.ToArray();
    }

    /// <exception cref="InvalidModelException">The bytes are damaged, of a newer format, or of another model.</exception>
    public static SessionState Load(CharRnnModel model, ReadOnlySpan<byte> saved)
    {
        RecurrentState recurrent = new(model.Description, 1);
        int leastLength = HeaderLength + (recurrent.Parts.Sum(part => part.Length) * sizeof(float)) + sizeof(int);
        if (saved.Length < HeaderLength || !saved.StartsWith(Magic))
        {
            throw new InvalidModelException($"The saved state ({saved.Length} bytes) is not one of CharRnn.");
        }

        int format = BinaryPrimitives.ReadInt32LittleEndian(saved[4..]);
        if (format != Format)
        {
            throw new InvalidModelException($"The saved state has format {format}; this version of CharRnn reads format {Format}.");
        }

        string sha256 = Convert.ToHexStringLower(saved.Slice(8, HashLength));
        if (sha256 != model.Sha256)
        {
            throw new InvalidModelException($"The saved state belongs to the model with SHA-256 {sha256}; this one has {model.Sha256}.");
        }

        if (saved.Length < leastLength)
        {
            throw new InvalidModelException($"The saved state is {saved.Length} bytes long; one of this model has at least {leastLength}.");
        }

        ReadOnlySpan<byte> rest = saved[(8 + HashLength)..];
        int pendingId = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        RandomState random = new(Word(rest, 0), Word(rest, 1), Word(rest, 2), Word(rest, 3));
        rest = rest[(4 * sizeof(ulong))..];
        foreach (float[] part in recurrent.Parts)
        {
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = BinaryPrimitives.ReadSingleLittleEndian(rest[(i * sizeof(float))..]);
            }

            rest = rest[(part.Length * sizeof(float))..];
        }

        int[] window = new int[(saved.Length - leastLength) / sizeof(int)];
        bool isWhole = BinaryPrimitives.ReadInt32LittleEndian(rest) == window.Length && (saved.Length - leastLength) % sizeof(int) == 0;
        for (int i = 0; i < window.Length; i++)
        {
            window[i] = BinaryPrimitives.ReadInt32LittleEndian(rest[((i + 1) * sizeof(int))..]);
        }

        bool sound = isWhole && window.All(id => id >= 0 && id < model.Vocabulary.Size) && pendingId >= 0 && pendingId < model.Vocabulary.Size && random != default
            && recurrent.Parts.All(part => part.All(float.IsFinite));
        return sound
            ? new SessionState(recurrent, pendingId, random, window)
            : throw new InvalidModelException("The saved state is damaged: it holds values that no state has.");

        static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * sizeof(ulong))..]);
    }
}
