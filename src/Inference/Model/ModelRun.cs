using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>
/// Buffers of one shape, bound to ONNX Runtime once: ids and a state in, logits, the state after and wanted hidden states out. The state moves on
/// by exchanging two bindings, so a run copies and allocates nothing. Not safe for concurrent use, but for being disposed.
/// </summary>
internal sealed class ModelRun : IDisposable
{
    private readonly CharRnnModel model;
    private readonly SharedLifetime lifetime;
    private readonly RunOptions runOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL }; // an error comes as an exception
    private readonly List<IDisposable> natives = [];
    private readonly RecurrentState[] states; // the binding at i reads state i and writes the other
    private readonly OrtIoBinding[] bindings;
    private readonly int batchSize;
    private readonly int sequenceLength;
    private readonly (int Layer, float[] Buffer)[] hidden;
    private int current;

    /// <summary>Binds buffers for <paramref name="batchSize"/> texts and <paramref name="sequenceLength"/> tokens of each.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batchSize">Texts.</param>
    /// <param name="sequenceLength">Tokens of each.</param>
    /// <param name="layers">The layers whose hidden states are wanted after each token. The model must have them.</param>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public ModelRun(CharRnnModel model, int batchSize, int sequenceLength, params ReadOnlySpan<int> layers)
    {
        (this.batchSize, this.sequenceLength) = (batchSize, sequenceLength);
        this.model = model;
        lifetime = new SharedLifetime(nameof(GenerationSession), Free);
        model.Lifetime.Enter(); // until these are freed: bindings go before the session that they are of
        ModelDescription description = model.Description;
        Ids = new long[batchSize * sequenceLength];
        int[] resultShape = ModelSignature.ResultShape(description, batchSize, sequenceLength);
        Logits = new float[ModelSignature.HasLogits(description) ? resultShape.Aggregate((product, size) => checked(product * size)) : 0];
        states = [new(description, batchSize), new(description, batchSize)];
        OrtValue ids = Bind(Ids, [batchSize, sequenceLength]);
        OrtValue? logits = Logits.Length == 0 ? null : Bind(Logits, Array.ConvertAll(resultShape, size => (long)size));
        OrtValue[][] parts = [.. states.Select(state => state.Parts.Select(part => Bind(part, state.Shape)).ToArray())];
        bindings = [MakeBinding(ids, logits, parts[0], parts[1]), MakeBinding(ids, logits, parts[1], parts[0])];
        hidden = new (int, float[])[layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            hidden[i] = (layers[i], BindHidden(layers[i]));
        }
    }

    /// <summary>[batch, sequence], to be filled before a run.</summary>
    public long[] Ids { get; }

    /// <summary>[batch, sequence, outputs], or [batch, outputs] of a model that labels whole texts; filled by a run; empty for an encoder.</summary>
    public float[] Logits { get; }

    /// <summary>The state that the next run starts from.</summary>
    public RecurrentState State => states[current];

    /// <summary>Returns the logits [outputs] after a token.</summary>
    public ReadOnlySpan<float> LogitsAfter(int row, int column)
    {
        int outputs = model.Description.OutputSize;
        return Logits.AsSpan(((row * sequenceLength) + column) * outputs, outputs);
    }

    /// <summary>Returns the logits [outputs] of a whole text, of a model that labels whole texts.</summary>
    public ReadOnlySpan<float> LogitsOf(int row) => Logits.AsSpan(row * model.Description.OutputSize, model.Description.OutputSize);

    /// <summary>Returns the hidden state [hidden] after a token.</summary>
    /// <param name="index">Of the layer, among those that are wanted.</param>
    /// <param name="row">The text.</param>
    /// <param name="column">The token.</param>
    public ReadOnlySpan<float> HiddenAfter(int index, int row, int column)
    {
        ModelDescription description = model.Description;
        (int layer, float[] buffer) = hidden[index];

        // Only the top layer's states come by batch; see ModelSignature.HiddenShape.
        int place = layer == description.Layers - 1 ? (row * sequenceLength) + column : (column * batchSize) + row;
        return buffer.AsSpan(place * description.HiddenSize, description.HiddenSize);
    }

    /// <summary>Reads <see cref="Ids"/>; <see cref="State"/> is then the state after them.</summary>
    /// <exception cref="ObjectDisposedException">These buffers or the model are disposed.</exception>
    /// <exception cref="InvalidModelException">ONNX Runtime cannot run the model.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(model.Lifetime.IsDisposed, model);
        lifetime.Enter();
        try
        {
            model.Session.RunWithBinding(runOptions, bindings[current]);
            current = 1 - current;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidModelException($"The model could not be run: {exception.Message}", exception);
        }
        finally
        {
            lifetime.Leave();
        }
    }

    /// <summary>Fills a row with a text's pending token and the ids that follow it, all but the last, which is then the pending one.</summary>
    public void Fill(DecodingState text, ReadOnlySpan<int> following)
    {
        for (int i = 0; i < following.Length; i++)
        {
            Ids[i] = text.PendingId;
            text.Append(following[i]);
        }
    }

    /// <summary>Frees the buffers, at once or when the run in progress ends.</summary>
    public void Dispose() => lifetime.Dispose();

    private void Free()
    {
        foreach (IDisposable native in natives)
        {
            native.Dispose();
        }

        runOptions.Dispose();
        model.Lifetime.Leave();
    }

    private OrtValue Bind<T>(T[] buffer, long[] shape)
        where T : unmanaged
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(buffer, shape);
        natives.Add(value);
        return value;
    }

    private float[] BindHidden(int layer)
    {
        float[] buffer = new float[Ids.Length * model.Description.HiddenSize];
        int[] shape = ModelSignature.HiddenShape(model.Description, layer, batchSize, sequenceLength);
        OrtValue value = Bind(buffer, Array.ConvertAll(shape, size => (long)size));
        string name = ModelSignature.HiddenNames(model.Description)[layer];
        Array.ForEach(bindings, binding => binding.BindOutput(name, value));
        return buffer;
    }

    private OrtIoBinding MakeBinding(OrtValue ids, OrtValue? logits, OrtValue[] before, OrtValue[] after)
    {
        OrtIoBinding binding = model.Session.CreateIoBinding();
        natives.Insert(0, binding); // a binding goes before the values that it holds
        binding.BindInput("input_ids", ids);
        if (logits is not null)
        {
            binding.BindOutput(ModelTasks.OutputName(model.Description.Task), logits);
        }

        for (int i = 0; i < before.Length; i++)
        {
            (string stateIn, string stateOut) = ModelSignature.StateNames(model.Description)[i];
            binding.BindInput(stateIn, before[i]);
            binding.BindOutput(stateOut, after[i]);
        }

        return binding;
    }
}
