using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>Lines of a question, the character =, and its answer. Only the answer's characters are targets.</summary>
/// <param name="name">The name.</param>
/// <param name="alphabet">All characters.</param>
/// <param name="draw">Makes a line.</param>
internal sealed class AnswerTask(string name, string alphabet, Func<RandomSource, string> draw) : LearningTask
{
    private const int Rows = 32;
    private const int TestRows = 1000;

    /// <summary>Gets the copy task: five letters, ten points, and the letters again (Hochreiter and Schmidhuber, 1997, in a shorter form).</summary>
    public static AnswerTask Copy { get; } = new("copy", "abcd.=", random =>
    {
        string letters = string.Concat(Enumerable.Range(0, 5).Select(_ => "abcd"[Next(random, 4)]));
        return $"{letters}..........={letters}";
    });

    /// <summary>Gets the adding task: ten digits, of which a star marks one in either half, and the sum of the two.</summary>
    public static AnswerTask Adding { get; } = new("adding", "0123456789*=", random =>
    {
        int[] digits = [.. Enumerable.Range(0, 10).Select(_ => Next(random, 10))];
        (int first, int second) = (Next(random, 5), 5 + Next(random, 5));
        return $"{string.Concat(digits.Select((digit, i) => i == first || i == second ? $"*{digit}" : $"{digit}"))}={digits[first] + digits[second]:00}";
    });

    public override string Name => name;

    public override int HiddenSize => 64;

    public override int VocabularySize => alphabet.Length;

    public override string Loss => "nats per character of the answer";

    public override IReadOnlyList<Batch> Test { get; } = [Make(new RandomSource(1, 1), TestRows, alphabet, draw)];

    public override IEnumerable<Batch> Train(int factor, bool isOnce)
    {
        RandomSource random = new(1);
        while (true)
        {
            yield return Make(random, Rows * factor, alphabet, draw);
        }
    }

    private static Batch Make(RandomSource random, int rows, string alphabet, Func<RandomSource, string> draw)
    {
        int[][] lines = [.. Enumerable.Range(0, rows).Select(_ => draw(random).Select(character => alphabet.IndexOf(character, StringComparison.Ordinal)).ToArray())];
        int separator = Array.IndexOf(lines[0], alphabet.IndexOf('=', StringComparison.Ordinal)); // at the same place in every line
        return new Batch(
            [.. lines.SelectMany(line => line[..^1])],
            [.. lines.SelectMany(line => line[1..].Select((target, i) => i < separator ? Batch.Padding : target))],
            rows,
            lines[0].Length - 1,
            StartsFromZero: true);
    }

    private static int Next(RandomSource random, int limit) => (int)(random.NextDouble() * limit);
}
