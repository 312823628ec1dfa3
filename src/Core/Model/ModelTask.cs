namespace CharRnn;

/// <summary>What a model is for.</summary>
public enum ModelTask
{
    /// <summary>It predicts the next token of a text: it samples and scores.</summary>
    Text,

    /// <summary>It writes the answer to a question.</summary>
    Answer,

    /// <summary>It gives every token of a text a label.</summary>
    Tag,

    /// <summary>It gives a whole text a label.</summary>
    Classify,

    /// <summary>It reads the question for another network, which answers.</summary>
    Encode,
}

/// <summary>Says what runs a model of each task, so that whatever meets another can name it.</summary>
internal static class ModelTasks
{
    /// <summary>Checks that a model is for a task.</summary>
    /// <param name="description">The model.</param>
    /// <param name="needed">The task.</param>
    /// <param name="source">The model's file or name, for the message.</param>
    /// <exception cref="InvalidModelException">It is for another. The message names the command and the class that run it.</exception>
    public static void Require(this ModelDescription description, ModelTask needed, string source)
    {
        if (description.Task != needed)
        {
            throw new InvalidModelException($"{source} is a model that {Purpose(description.Task)}; here one that {Purpose(needed)} is needed. {Runner(description.Task)}");
        }
    }

    /// <summary>What a model does, as the end of the sentence "a model that ...".</summary>
    public static string Purpose(ModelTask task) => task switch
    {
        ModelTask.Text => "predicts the next token",
        ModelTask.Answer => "answers questions",
        ModelTask.Tag => "labels each token",
        ModelTask.Classify => "labels whole texts",
        ModelTask.Encode => "reads questions for another network",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, null),
    };

    /// <summary>The name of one of what a training's loss is an average over: a token, one of an answer, or a label.</summary>
    /// <param name="task">The task.</param>
    /// <param name="token">The name of a token.</param>
    public static string CountedName(ModelTask task, string token) => task switch
    {
        ModelTask.Answer => $"answer {token}",
        ModelTask.Tag or ModelTask.Classify => "label",
        _ => token,
    };

    /// <summary>The name of what an exported model of the task computes.</summary>
    public static string OutputName(ModelTask task) => task switch
    {
        ModelTask.Tag => "labels",
        ModelTask.Classify => "classes",
        _ => "logits",
    };

    private static string Runner(ModelTask task) => task switch
    {
        ModelTask.Text => "To run it, use charrnn sample or charrnn score, or in code GenerationSession or SentenceScorer.",
        ModelTask.Answer => "To run it, use charrnn answer, or in code TextAnswerer.",
        ModelTask.Tag => "To run it, use charrnn tag, or in code TextTagger.",
        ModelTask.Classify => "To run it, use charrnn classify, or in code TextClassifier.",
        ModelTask.Encode => "To run it, give that network's file, which finds this one beside it, to charrnn answer, or in code to TextAnswerer.",
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, null),
    };
}
