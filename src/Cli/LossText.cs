using System.Globalization;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>
/// The losses of a training as people read them. The nats are per token, as the network predicts tokens; the bits are per character, which has
/// several tokens in a corpus of bytes, and is a part of one in a corpus of words. Labels have nats only.
/// </summary>
internal sealed class LossText
{
    private readonly bool givesLabels;
    private readonly string nats = "nats";
    private readonly string token = "character";
    private readonly string character = "char";
    private readonly double training = 1; // tokens per character
    private readonly double validation = 1;
    private readonly double test = 1;

    /// <summary>For a corpus whose characters are tokens.</summary>
    public LossText()
    {
    }

    public LossText(Corpus corpus)
    {
        givesLabels = corpus.Labels.Count > 0;
        token = ModelTasks.CountedName(corpus.Task, corpus.Vocabulary.TokenName);
        character = ModelTasks.CountedName(corpus.Task, "char");
        nats = token == "character" || token == "answer character" ? "nats" : $"nats per {token}";
        training = corpus.TokensPerCharacter(corpus.Training);
        validation = corpus.TokensPerCharacter(corpus.Validation);
        test = corpus.TokensPerCharacter(corpus.Test);
    }

    /// <summary>The loss of the last steps.</summary>
    public string OfTraining(double loss) => givesLabels
        ? string.Create(CultureInfo.InvariantCulture, $"{loss:F3}")
        : string.Create(CultureInfo.InvariantCulture, $"{loss:F3}  {loss / Likelihood.NatsPerBit * training:F3} bits/{character}");

    /// <summary>The speed, in tokens or labels.</summary>
    public string Speed(double tokensPerSecond) => $"{tokensPerSecond:N0} {token.Replace("character", "char", StringComparison.Ordinal)}s/s";

    public string OfValidation(double loss) => Of(loss, validation);

    public string OfTest(double loss) => Of(loss, test);

    private string Of(double loss, double tokensPerCharacter) => givesLabels
        ? string.Create(CultureInfo.InvariantCulture, $"{loss:F4} {nats}")
        : string.Create(CultureInfo.InvariantCulture, $"{loss:F4} {nats}, {loss / Likelihood.NatsPerBit * tokensPerCharacter:F4} bits/{character}");
}
