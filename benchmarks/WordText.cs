using System.Text;

namespace CharRnn.Benchmarks;

/// <summary>Text of random words, the same on every machine: lower and upper case, punctuation, a few accented letters.</summary>
internal static class WordText
{
    public const int Mebibyte = 1024 * 1024;

    private static readonly string[] Accented = ["é", "ü", "ñ", "ø", "å"];
    private static readonly string[] Ends = [" ", " ", " ", " ", " ", " ", ", ", ". ", ".\n", "\n"];

    /// <summary>A mebibyte of it, to be repeated.</summary>
    public static byte[] Block()
    {
        RandomSource random = new(1);
        StringBuilder text = new();
        byte[] block = new byte[Mebibyte];
        int length = 0;
        for (byte[] word = []; length + word.Length <= block.Length; word = NextWord(random, text))
        {
            word.CopyTo(block, length);
            length += word.Length;
        }

        block.AsSpan(length).Fill((byte)'\n');
        return block;
    }

    public static byte[] Make(int mebibytes)
    {
        byte[] block = Block();
        byte[] text = new byte[mebibytes * block.Length];
        for (int offset = 0; offset < text.Length; offset += block.Length)
        {
            block.CopyTo(text, offset);
        }

        return text;
    }

    public static void Write(string path, int mebibytes, CancellationToken cancellation)
    {
        byte[] block = Block();
        using FileStream file = File.Create(path);
        for (int i = 0; i < mebibytes; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Write(block);
        }
    }

    private static byte[] NextWord(RandomSource random, StringBuilder text)
    {
        text.Clear();
        int letters = 1 + Below(9);
        for (int i = 0; i < letters; i++)
        {
            if (Below(100) == 0)
            {
                text.Append(Accented[Below(Accented.Length)]);
            }
            else
            {
                text.Append((char)((i == 0 && Below(12) == 0 ? 'A' : 'a') + Below(26)));
            }
        }

        return Encoding.UTF8.GetBytes(text.Append(Ends[Below(Ends.Length)]).ToString());

        int Below(int limit) => (int)(random.NextDouble() * limit);
    }
}
