using System.Globalization;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>
/// The losses of a training as people read them. The nats are per token, as the network predicts tokens; the bits are per character, which has
/// several tokens in a corpus of bytes.
/// </summary>
internal sealed class LossText
{
    private readonly ModelTask task;
    private readonly string nats = "nats";
    private readonly double training = 1; // tokens per character
    private readonly double validation = 1;
    private readonly double test = 1;

    /// <summary>For a corpus whose characters are tokens.</summary>
    public LossText()
    {
    }

    public LossText(Corpus corpus)
    {
        task = corpus.Task;
        nats = task != ModelTask.Text ? "nats per label"
            : corpus.Vocabulary.Tokenization == Tokenization.Bytes ? "nats per byte" : "nats";
        training = corpus.TokensPerCharacter(corpus.Training);
        validation = corpus.TokensPerCharacter(corpus.Validation);
        test = corpus.TokensPerCharacter(corpus.Test);
    }

    /// <summary>The loss of the last steps.</summary>
    public string OfTraining(double loss) => task == ModelTask.Text
        ? string.Create(CultureInfo.InvariantCulture, $"{loss:F3}  {loss / Likelihood.NatsPerBit * training:F3} bits/char")
        : string.Create(CultureInfo.InvariantCulture, $"{loss:F3}");

    /// <summary>What is learnt in a second.</summary>
    public string Speed(double perSecond) => $"{perSecond:N0} {(task == ModelTask.Classify ? "texts" : "chars")}/s";

    public string OfValidation(double loss) => Of(loss, validation);

    public string OfTest(double loss) => Of(loss, test);

    private string Of(double loss, double tokensPerCharacter) => task != ModelTask.Text
        ? string.Create(CultureInfo.InvariantCulture, $"{loss:F4} {nats}")
        : string.Create(CultureInfo.InvariantCulture, $"{loss:F4} {nats}, {loss / Likelihood.NatsPerBit * tokensPerCharacter:F4} bits/char");
}
