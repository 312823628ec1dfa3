using System.Text;

namespace CharRnn.Inference;

/// <summary>
/// Reads a text character by character and shows what the network holds after each: the activation of every cell, and the probabilities of
/// what comes next. A reader is for one thread; any number of readers can use one model at once.
/// </summary>
public sealed class ActivationReader : IDisposable
{
    private readonly CharRnnModel model;
    private readonly ModelRun run;
    private readonly bool stateIsOutput;
    private readonly Decoder decoder;
    private readonly Sampler sampler;
    private readonly float[] activations;
    private DecodingState text;

    /// <summary>Creates a reader at the beginning of a text.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="InvalidModelException">The model gives no probabilities, or reads words.</exception>
    public ActivationReader(CharRnnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Check(model);
        this.model = model;
        SamplingOptions unchanged = new();
        decoder = new Decoder(model.Rules, unchanged);
        sampler = new Sampler(model.Vocabulary.Size, unchanged);
        activations = new float[model.Description.Layers * model.Description.HiddenSize];
        stateIsOutput = model.Description.Cell == Cell.Jordan;
        run = new ModelRun(model, batchSize: 1, sequenceLength: 1, stateIsOutput ? [0] : []);
        text = decoder.Start(seed: 0);
        ReadPending();
    }

    /// <summary>
    /// Gets the activation of every cell after the last character, [layers, hidden], from -1 to 1: tanh of an LSTM's cell state, the hidden
    /// state of the others. (That of a ReLU has no upper bound.) It is valid until the next character is read.
    /// </summary>
    public ReadOnlySpan<float> Activations => activations;

    /// <summary>Gets the hidden state of every layer after the last character, [layers, hidden], valid until the next character is read.</summary>
    public ReadOnlySpan<float> HiddenState => stateIsOutput ? run.HiddenAfter(index: 0, row: 0, column: 0) : run.State.Parts[0];

    /// <summary>Gets the cell state of every layer after the last character, [layers, hidden], valid until the next character is read. It is empty if the cell is not an LSTM.</summary>
    public ReadOnlySpan<float> CellState => model.Description.HasCellState ? run.State.Parts[1] : [];

    /// <summary>Computes the probabilities of the next token, as sampling draws it at temperature 1, [vocabulary], valid until the next call.</summary>
    /// <exception cref="InvalidModelException">The model gives no probabilities.</exception>
    public ReadOnlySpan<double> ComputeProbabilities() => sampler.Distribution(run.Logits, decoder.Forbidden(text, []));

    /// <summary>Begins another text, from the zero state.</summary>
    public void BeginText()
    {
        run.State.Clear();
        text = decoder.Start(seed: 0);
        ReadPending();
    }

    /// <summary>Reads the next character. A line model begins anew after a newline.</summary>
    /// <param name="character">Any character. One that the vocabulary lacks is read as the unknown token, if there is one; otherwise it is skipped.</param>
    /// <returns>The bits that it cost; null if it is skipped.</returns>
    /// <exception cref="ObjectDisposedException">The reader or its model is disposed.</exception>
    /// <exception cref="InvalidModelException">The model gives no probabilities.</exception>
    public double? Read(Rune character)
    {
        UnknownPolicy policy = model.Vocabulary.UnknownId is null ? UnknownPolicy.Skip : UnknownPolicy.Replace;
        int[] ids = model.Vocabulary.Encode(character.ToString(), policy).Ids;
        double bits = 0;
        foreach (int id in ids)
        {
            bits += new PredictedToken(run, Row: 0, Column: 0, Position: 0, id).Cost / Likelihood.NatsPerBit;
            if (text.Append(id))
            {
                run.State.Clear();
            }

            ReadPending();
        }

        return ids.Length == 0 ? null : bits;
    }

    /// <inheritdoc/>
    public void Dispose() => run.Dispose();

    /// <summary>Checks that a model can be read so.</summary>
    /// <exception cref="InvalidModelException">It cannot.</exception>
    internal static void Check(CharRnnModel model)
    {
        model.Description.Require(ModelTask.Text, model.Name);
        if (model.Vocabulary.Tokenization == Tokenization.Words)
        {
            throw new InvalidModelException($"The model {model.Name} reads words; what its cells hold can be shown for a model of characters or bytes only.");
        }
    }

    private void ReadPending()
    {
        run.Ids[0] = text.PendingId;
        run.Run();
        if (model.Description.HasCellState)
        {
            float[] cells = run.State.Parts[1];
            for (int i = 0; i < cells.Length; i++)
            {
                activations[i] = MathF.Tanh(cells[i]);
            }
        }
        else
        {
            HiddenState.CopyTo(activations);
        }
    }
}
