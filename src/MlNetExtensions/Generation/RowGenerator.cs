using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CharRnn.Inference;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Generates text after prompts. Each row has a session of its own. In a shared batch, a product would be rounded differently depending
/// on the other rows, and the text could depend on the order of the data.
/// </summary>
internal sealed class RowGenerator(CharRnnModel model, TextGenerationOptions options)
{
    /// <summary>Checks the options that depend on the model.</summary>
    /// <exception cref="InvalidOptionsException">They name a character that the model's vocabulary lacks.</exception>
    public static void Check(CharRnnModel model, TextGenerationOptions options) => model.CreateSession(options.Sampling, options.ForSession(seed: 0)).Dispose();

    /// <summary>
    /// Returns the seed of a row: the first 8 bytes of SHA-256 over the options' seed and the prompt's UTF-16 units, all little-endian.
    /// </summary>
    public static ulong Seed(ulong seed, ReadOnlySpan<char> prompt)
    {
        byte[] content = new byte[sizeof(ulong) + (prompt.Length * sizeof(char))];
        BinaryPrimitives.WriteUInt64LittleEndian(content, seed);
        MemoryMarshal.AsBytes(prompt).CopyTo(content.AsSpan(sizeof(ulong)));
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(content));
    }

    /// <summary>Generates the text of each row.</summary>
    /// <param name="rows">The prompt of each row.</param>
    /// <exception cref="InvalidTextException">The vocabulary lacks a character of a prompt, and the policy does not allow it.</exception>
    public IReadOnlyList<string> Generate(IReadOnlyList<string[]> rows)
    {
        string[] texts = new string[rows.Count];
        if (rows.Count <= 1 || options.ThreadsHere == 1)
        {
            for (int row = 0; row < texts.Length; row++)
            {
                texts[row] = Generate(rows[row][0]);
            }
        }
        else
        {
            GenerateInParallel(rows, texts);
        }

        return texts;
    }

    private void GenerateInParallel(IReadOnlyList<string[]> rows, string[] texts)
    {
        try
        {
            Parallel.For(0, texts.Length, new ParallelOptions { MaxDegreeOfParallelism = options.ThreadsHere }, row => texts[row] = Generate(rows[row][0]));
        }
        catch (AggregateException exception)
        {
            // A text that cannot be read says more than what failed after it on other threads.
            Exception first = exception.InnerExceptions.FirstOrDefault(inner => inner is InvalidTextException) ?? exception.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private string Generate(string prompt)
    {
        using GenerationSession session = model.CreateSession(options.Sampling, options.ForSession(Seed(options.Seed, prompt)));
        session.Feed(prompt, options.UnknownPolicy);
        return session.Generate();
    }
}
