namespace CharRnn.Reports;

/// <summary>The mean loss of the characters at some positions.</summary>
/// <param name="From">The first position, from 1.</param>
/// <param name="To">The last.</param>
/// <param name="Bits">The mean bits per character.</param>
/// <param name="Characters">The number of characters.</param>
internal sealed record PositionLoss(int From, int To, double Bits, int Characters)
{
    /// <summary>
    /// How the loss falls with the position since the network was in the zero state: from the beginning of a text, or of a line for a line model.
    /// Positions are taken together from one power of two to the next.
    /// </summary>
    public static PositionLoss[] Of(VisualizedText text, IReadOnlyList<double?> bits, TextUnit unit)
    {
        SortedDictionary<int, (double Bits, int Count)> bins = [];
        int start = 0;
        foreach ((_, System.Text.Rune[] characters) in text.Texts)
        {
            int position = 0;
            for (int i = 0; i < characters.Length; i++)
            {
                position++;
                if (bits[start + i] is { } cost)
                {
                    int bin = int.Log2(position);
                    (double sum, int count) = bins.GetValueOrDefault(bin);
                    bins[bin] = (sum + cost, count + 1);
                }

                position = unit == TextUnit.Line && characters[i].Value == '\n' ? 0 : position;
            }

            start += characters.Length;
        }

        return [.. bins.Select(bin => new PositionLoss(1 << bin.Key, (1 << (bin.Key + 1)) - 1, bin.Value.Bits / bin.Value.Count, bin.Value.Count))];
    }
}
