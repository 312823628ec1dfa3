using System.Globalization;

/// <summary>A sum, such as 12+34 and 46.</summary>
internal sealed record Sum(int Left, int Right)
{
    public string Question => string.Create(CultureInfo.InvariantCulture, $"{Left}+{Right}");

    public string Answer => (Left + Right).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Sums to learn, and others for the test. A sum and the same with its numbers exchanged are never in both.</summary>
internal sealed record Sums(IReadOnlyList<Sum> ToLearn, IReadOnlyList<Sum> Test)
{
    public static Sums Draw(int toLearn, int test)
    {
        Random random = new(1);
        HashSet<(int, int)> known = [];
        List<Sum> sums = [];
        while (sums.Count < toLearn + test)
        {
            Sum sum = new(random.Next(1000), random.Next(1000));
            if (known.Add((Math.Min(sum.Left, sum.Right), Math.Max(sum.Left, sum.Right))))
            {
                sums.Add(sum);
            }
        }

        return new Sums(sums[..toLearn], sums[toLearn..]);
    }
}
