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

    /// <summary>
    /// Jordan network (Jordan, "Serial order: a parallel distributed processing approach", 1986), with one layer: the state is the output, the
    /// probabilities of the next token, where that of the Elman network ("Finding Structure in Time", 1990) is the hidden layer.
    /// h_t = tanh(W_ih x_t + b_ih + W_hh y_(t-1) + b_hh), and y_t = softmax(decoder(h_t)).
    /// </summary>
    Jordan,
}

/// <summary>The activation of a plain recurrent network. The other cells ignore it.</summary>
public enum Nonlinearity
{
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Rectified linear unit.</summary>
    Relu,
}

/// <summary>What a model was trained on, and therefore what it scores and samples.</summary>
public enum TextUnit
{
    /// <summary>One continuous text.</summary>
    Stream,

    /// <summary>Separate lines. Each starts from the zero state, and its end is predicted.</summary>
    Line,
}

/// <summary>The number format of an exported model.</summary>
public enum Precision
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>16-bit float weights with arithmetic in 32 bits.</summary>
    Fp16,

    /// <summary>8-bit integer weights.</summary>
    Int8,
}

/// <summary>
/// The architecture of a model: the document <c>charrnn.description</c> of weights files and ONNX files. Fields that this version
/// does not know are kept.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The newest format that this version reads. A model is written in the oldest format that can describe it.</summary>
    public const int CurrentFormat = 2;

    /// <summary>The largest number of layers.</summary>
    public const int MaximumLayers = 8;

    /// <summary>The largest hidden or embedding size.</summary>
    public const int MaximumWidth = 8192;

    /// <summary>The most UTF-16 units of <see cref="AnswerAfter"/>.</summary>
    public const int MaximumSeparatorLength = 64;

    /// <summary>Gets the format number of the document. The default is 1; <see cref="ModelMetadata"/> raises it to <see cref="FormatFor"/>.</summary>
    [JsonRequired]
    public int Format { get; init; } = 1;

    /// <summary>Gets what the model is for. The default is <see cref="ModelTask.Text"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelTask Task { get; init; }

    /// <summary>Gets the recurrent cell.</summary>
    public required Cell Cell { get; init; }

    /// <summary>Gets the number of stacked layers, from 1 to 8.</summary>
    public required int Layers { get; init; }

    /// <summary>Gets the width of each layer's hidden state, from 1 to 8192.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets the width of a token's embedding, from 0 to 8192. With 0 the input is one-hot.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>Gets the number of token ids, including the unknown token, from 2 to 65536.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the number of labels of a model that gives labels, from 2 to 65536; 0 for one that predicts tokens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LabelCount { get; init; }

    /// <summary>Gets what separates the question of a line from its answer, 1 to 64 UTF-16 units; null for a model that does not answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AnswerAfter { get; init; }

    /// <summary>Gets whether a model that answers reads the tokens of a question from the last to the first. The default is false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReverseQuestion { get; init; }

    /// <summary>Gets whether a network of its own, the encoder, reads the question; its last state is then the first of the decoder. The default is false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's file, in lower-case hexadecimal, in the file of a decoder; null anywhere else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EncoderSha256 { get; init; }

    /// <summary>Gets whether the network reads a text in both directions, which only one that gives labels can. The default is false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Bidirectional { get; init; }

    /// <summary>Gets whether the decoder shares the embedding's weight; both widths are then equal. The default is false.</summary>
    public bool Tied { get; init; }

    /// <summary>Gets the activation of <see cref="Cell.Rnn"/>. The default is <see cref="Nonlinearity.Tanh"/>.</summary>
    public Nonlinearity Nonlinearity { get; init; } = Nonlinearity.Tanh;

    /// <summary>Gets what the model was trained on. The default is <see cref="TextUnit.Stream"/>.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Stream;

    /// <summary>Gets the start character, which the model reads before the first character of a text. The default is a newline.</summary>
    /// <remarks>The serializer sets this property to null if the document has no such field.</remarks>
    public string Start { get; init => field = value ?? "\n"; } = "\n";

    /// <summary>Gets the number format of the weights. The default is <see cref="Precision.Fp32"/>.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Gets or sets the fields of the document that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OtherFields { get; set; }

    /// <summary>Gets the width of the decoder's result: the number of labels, or of the tokens that the model predicts.</summary>
    [JsonIgnore]
    public int OutputSize => GivesLabels ? LabelCount : VocabularySize;

    /// <summary>Gets whether the model gives labels instead of predicting tokens.</summary>
    [JsonIgnore]
    public bool GivesLabels => Task is ModelTask.Tag or ModelTask.Classify;

    /// <summary>Gets the number of directions in which the network reads a text: 2 if <see cref="Bidirectional"/>, otherwise 1.</summary>
    [JsonIgnore]
    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>Gets the first dimension of a state [layers x directions, batch, hidden]. The directions of a layer follow each other, as in PyTorch.</summary>
    [JsonIgnore]
    public int StateCount => Layers * Directions;

    /// <summary>Gets the width of what a layer passes on to the next layer or the decoder: the hidden size of each direction.</summary>
    [JsonIgnore]
    public int LayerWidth => Directions * HiddenSize;

    /// <summary>Gets the number of gates: 4 for LSTM, 3 for GRU, 1 for RNN.</summary>
    [JsonIgnore]
    public int GateCount => Cell switch { Cell.Lstm => 4, Cell.Gru => 3, _ => 1 };

    /// <summary>Gets the width of each layer's recurrent state: that of the vocabulary for a Jordan network, of the hidden state for the others.</summary>
    [JsonIgnore]
    public int StateSize => Cell == Cell.Jordan ? VocabularySize : HiddenSize;

    /// <summary>Gets whether there is a cell state beside the hidden state.</summary>
    [JsonIgnore]
    public bool HasCellState => Cell == Cell.Lstm;

    /// <summary>Gets the token id that ends a line, or null if the model was trained on a stream.</summary>
    public int? FindLineEnd(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return Unit == TextUnit.Line ? vocabulary.FindId("\n") : null;
    }

    /// <summary>Returns the oldest format that can describe the model: 2 where an older version would take it for something else.</summary>
    internal int FormatFor(Vocabulary vocabulary) => Task != ModelTask.Text || Cell == Cell.Jordan || vocabulary.Tokenization == Tokenization.Words ? 2 : 1;

    /// <summary>Gets the width of the first layer's input: that of the embedding, or of the vocabulary if the input is one-hot.</summary>
    [JsonIgnore]
    public int InputSize => EmbeddingSize == 0 ? VocabularySize : EmbeddingSize;

    /// <summary>Returns every problem with the values, each a sentence without its full stop. The list is empty if there are none.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [];
        CheckName("task", Task);
        CheckName("cell", Cell);
        CheckName("nonlinearity", Nonlinearity);
        CheckName("unit", Unit);
        CheckName("precision", Precision);
        CheckRange("layers", Layers, 1, MaximumLayers);
        CheckRange("hidden_size", HiddenSize, 1, MaximumWidth);
        CheckRange("embedding_size", EmbeddingSize, 0, MaximumWidth);
        CheckRange("vocabulary_size", VocabularySize, 2, Vocabulary.MaximumSize);
        CheckRange("label_count", LabelCount, GivesLabels ? 2 : 0, GivesLabels ? Vocabulary.MaximumSize : 0);
        CheckAnswers(problems);
        if (Tied && GivesLabels)
        {
            problems.Add($"tied is true; must be false if task is {LowerCaseName.Of(Task)}");
        }

        if (Bidirectional && !GivesLabels)
        {
            problems.Add($"bidirectional is true; must be false if task is {LowerCaseName.Of(Task)}");
        }

        if (Tied && EmbeddingSize != HiddenSize)
        {
            problems.Add($"tied needs embedding_size equal to hidden_size; they are {EmbeddingSize} and {HiddenSize}");
        }

        if (Cell == Cell.Jordan && Layers > 1)
        {
            problems.Add($"layers is {Layers}; must be 1 for a Jordan network");
        }

        if (Cell == Cell.Jordan && (GivesLabels || Encoder || Task == ModelTask.Encode))
        {
            problems.Add("cell is jordan; must be another for labels and with an encoder");
        }

        if (!CharacterName.IsOne(Start))
        {
            problems.Add($"start is {Start.Length} UTF-16 units; must be exactly one character");
        }

        return problems;

        void CheckName(string name, Enum value)
        {
            if (!Enum.IsDefined(value.GetType(), value))
            {
                problems.Add($"{name} is {value}; must be one of {string.Join(", ", LowerCaseName.All(value.GetType()))}");
            }
        }

        void CheckRange(string name, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                problems.Add($"{name} is {value}; must be {(least == most ? $"{least}" : $"from {least} to {most}")}");
            }
        }
    }

    private void CheckAnswers(List<string> problems)
    {
        if ((Task, AnswerAfter, ReverseQuestion, Encoder, EncoderSha256) is (not (ModelTask.Answer or ModelTask.Encode), null, false, false, null))
        {
            return; // as of most models, whose problems need not be put into words
        }

        bool answers = Task is ModelTask.Answer or ModelTask.Encode;
        Check(answers == AnswerAfter is not null, $"answer_after is {(AnswerAfter is null ? "missing" : "given")} and task is {LowerCaseName.Of(Task)}; a model that answers has it, and no other");
        Check(AnswerAfter is null || IsSeparator(AnswerAfter), $"answer_after is \"{VisibleText.Line(AnswerAfter ?? "", 80)}\"; must be 1 to {MaximumSeparatorLength} UTF-16 units without a line end");
        Check(!answers || Unit == TextUnit.Line, $"unit is {LowerCaseName.Of(Unit)}; must be line if task is {LowerCaseName.Of(Task)}");
        Check(!ReverseQuestion || answers, $"reverse_question is true; must be false if task is {LowerCaseName.Of(Task)}");
        Check(!Encoder || Task == ModelTask.Answer, $"encoder is true; must be false if task is {LowerCaseName.Of(Task)}");
        Check(EncoderSha256 is null || (Encoder && EncoderSha256.Length == 64 && EncoderSha256.All(char.IsAsciiHexDigitLower)), "encoder_sha256 is not the SHA-256 of an encoder's file");

        void Check(bool isValid, string problem) => problems.AddUnless(isValid, problem);
    }

    /// <summary>Returns whether a text can separate questions from answers.</summary>
    internal static bool IsSeparator(string text) => text.Length is > 0 and <= MaximumSeparatorLength && !text.AsSpan().ContainsAny('\r', '\n');
}
