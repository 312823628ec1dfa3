using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn;

/// <summary>The recurrent cell.</summary>
public enum Cell
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997), gates i, f, g, o.</summary>
    Lstm,

    /// <summary>Gated recurrent unit (Cho et al., 2014), gates r, z, n.</summary>
    Gru,

    /// <summary>Plain (Elman) recurrent network.</summary>
    Rnn,
}

/// <summary>The activation of a plain recurrent network; the other cells have none to choose.</summary>
public enum Nonlinearity
{
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Rectified linear unit.</summary>
    Relu,
}

/// <summary>What a model was trained on, and so what it scores and samples.</summary>
public enum TextUnit
{
    /// <summary>A running text.</summary>
    Stream,

    /// <summary>Single lines, each from the zero state, its end predicted.</summary>
    Line,
}

/// <summary>The number format of an exported model.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>16-bit float weights; arithmetic in 32 bits.</summary>
    Fp16,

    /// <summary>8-bit integer weights.</summary>
    Int8,
}

/// <summary>
/// What a model is: the document <c>charrnn.description</c> of weights files and ONNX files. Fields that this version
/// does not know are kept.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The newest format that this version reads, and the one that it writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most layers that a model may have.</summary>
    public const int MaximumLayers = 8;

    /// <summary>Largest hidden or embedding size.</summary>
    public const int MaximumWidth = 8192;

    /// <summary>The document's format number.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The recurrent cell.</summary>
    public required Cell Cell { get; init; }

    /// <summary>Number of stacked layers, 1 to 8.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of each layer's hidden state, 1 to 8192.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of a character's embedding, up to 8192; 0 is one-hot input.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>Number of ids, the unknown symbol counted, 2 to 65536.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Whether the decoder's weight is the embedding's (then both widths are equal).</summary>
    public bool Tied { get; init; }

    /// <summary>Activation of <see cref="Cell.Rnn"/>.</summary>
    public Nonlinearity Nonlinearity { get; init; } = Nonlinearity.Tanh;

    /// <summary>Whether the model knows a running text or single lines.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Stream;

    /// <summary>The one character that every text is taken to follow.</summary>
    public string Start { get; init; } = "\n";

    /// <summary>Number format of the weights in this file.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Fields of the document that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }

    /// <summary>Rows of a gate matrix a hidden unit: 4 for LSTM, 3 for GRU, 1 for RNN.</summary>
    [JsonIgnore]
    public int GateCount => Cell switch { Cell.Lstm => 4, Cell.Gru => 3, _ => 1 };

    /// <summary>Whether there is a cell state beside the hidden state.</summary>
    [JsonIgnore]
    public bool HasCellState => Cell == Cell.Lstm;

    /// <summary>The id after which a model of lines starts anew, or null where the text is one stream.</summary>
    public int? FindLineEnd(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Unit == TextUnit.Line ? vocabulary.FindId("\n") : null;
    }

    /// <summary>Width of the first layer's input: the embedding, or the vocabulary where input is one-hot.</summary>
    [JsonIgnore]
    public int InputSize => EmbeddingSize == 0 ? VocabularySize : EmbeddingSize;

    /// <summary>Every problem with the values, each a sentence without its full stop; none where the description is sound.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        CheckRange("layers", Layers, 1, MaximumLayers);
        CheckRange("hidden_size", HiddenSize, 1, MaximumWidth);
        CheckRange("embedding_size", EmbeddingSize, 0, MaximumWidth);
        CheckRange("vocabulary_size", VocabularySize, 2, Vocabulary.MaximumSize);
        if (Tied && EmbeddingSize != HiddenSize)
        {
            problems.Add($"tied needs embedding_size equal to hidden_size; they are {EmbeddingSize} and {HiddenSize}");
        }

        if (Rune.DecodeFromUtf16(Start, out _, out int consumed) != System.Buffers.OperationStatus.Done || consumed != Start.Length)
        {
            problems.Add($"start is {Start.Length} UTF-16 units; must be exactly one character");
        }

        return problems;

        void CheckRange(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                problems.Add($"{name} is {value}; must be from {least} to {most}");
            }
        }
    }
}
