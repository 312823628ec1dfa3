using CharRnn.Inference;

namespace CharRnn.Reports;

/// <summary>What one network makes of a text: the activations of its cells, its guesses and what each character cost it.</summary>
internal sealed class TextReading
{
    /// <summary>The number of guesses that are kept after each character.</summary>
    public const int Guesses = 5;

    private TextReading(CharRnnModel model, VisualizedText text)
    {
        int characters = text.Characters.Length;
        Cells = model.Description.Layers * model.Description.HiddenSize;
        Activations = [.. Enumerable.Range(0, Cells).Select(_ => new sbyte[characters])];
        Bits = new double?[characters];
        GuessIds = [.. Enumerable.Range(0, Guesses).Select(_ => new ushort[characters])];
        GuessProbabilities = [.. Enumerable.Range(0, Guesses).Select(_ => new float[characters])];
        Correlations first = new([.. text.Features.Select((_, feature) => text.FeatureIn(firstHalf: true, feature))], Cells);
        Correlations second = new([.. text.Features.Select((_, feature) => text.FeatureIn(firstHalf: false, feature))], Cells);
        Halves = [first, second];
        Search = new CellSearch(model.Description.HiddenSize, Cells, first, second);
    }

    /// <summary>The number of cells of all layers.</summary>
    public int Cells { get; }

    /// <summary>[cell][character]: activations times 127.</summary>
    public sbyte[][] Activations { get; }

    /// <summary>What each character cost; null for one that the vocabulary lacks and that is skipped.</summary>
    public double?[] Bits { get; }

    /// <summary>[rank][character]: the token ids of the likeliest next tokens, the likeliest first.</summary>
    public ushort[][] GuessIds { get; }

    /// <summary>[rank][character]: their probabilities; 0 where there are fewer tokens.</summary>
    public float[][] GuessProbabilities { get; }

    public CellSearch Search { get; }

    private Correlations[] Halves { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="model">The network.</param>
    /// <param name="text">The text.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellationToken">Checked before each character.</param>
    public static TextReading Read(CharRnnModel model, VisualizedText text, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        TextReading reading = new(model, text);
        using ActivationReader reader = new(model);
        int position = 0;
        foreach ((_, System.Text.Rune[] characters) in text.Texts)
        {
            if (position > 0)
            {
                reader.BeginText();
            }

            foreach (System.Text.Rune character in characters)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reading.Bits[position] = reader.Read(character);
                reading.Keep(position, reader.Activations);
                reading.KeepGuesses(position, reader.ComputeProbabilities());
                reading.Halves[text.IsFirstHalf[position] ? 0 : 1].Add(reader.Activations);
                position++;
                if (position % 256 == 0)
                {
                    progress?.Report((double)position / text.Characters.Length);
                }
            }
        }

        return reading;
    }

    private void Keep(int position, ReadOnlySpan<float> activations)
    {
        for (int cell = 0; cell < activations.Length; cell++)
        {
            Activations[cell][position] = (sbyte)MathF.Round(Math.Clamp(activations[cell], -1, 1) * 127);
        }
    }

    // Insertion keeps the lower id first among equals, as the sampler does.
    private void KeepGuesses(int position, ReadOnlySpan<double> probabilities)
    {
        Span<int> best = stackalloc int[Guesses];
        int count = 0;
        for (int id = 0; id < probabilities.Length; id++)
        {
            int place = count;
            while (place > 0 && probabilities[id] > probabilities[best[place - 1]])
            {
                place--;
            }

            if (place < Guesses)
            {
                count = Math.Min(count + 1, Guesses);
                best[place..(count - 1)].CopyTo(best[(place + 1)..]);
                best[place] = id;
            }
        }

        for (int rank = 0; rank < count; rank++)
        {
            GuessIds[rank][position] = (ushort)best[rank];
            GuessProbabilities[rank][position] = (float)probabilities[best[rank]];
        }
    }
}
