namespace CharRnn.Trainer;

/// <summary>
/// A character n-gram model, the baseline for a network (Goldberg, "The unreasonable effectiveness of character-level language
/// models (and why RNNs are still cool)", 2015). It predicts a character by how often it followed the same <see cref="Order"/>
/// characters in the training text. Unlike Goldberg's it is smoothed, so that no text is impossible:
/// interpolated Witten-Bell (Bell, Cleary and Witten, "Text Compression", 1990; Chen and Goodman, "An empirical study of
/// smoothing techniques for language modeling", 1998). For a context h that was followed by c(h) tokens, T(h) of them different,
/// and h' = h without its first token:
/// <code>p(id | h) = (c(h id) + T(h) p(id | h')) / (c(h) + T(h))</code>
/// If nothing followed h, it is p(id | h'). Below the empty context is the uniform distribution over the vocabulary. The model takes
/// 8 bytes per token of the text, for any order. It is immutable and safe for concurrent use.
/// </summary>
public sealed class NGramModel
{
    /// <summary>The maximum order.</summary>
    public const int MaximumOrder = 20;

    private readonly SuffixArray suffixes;

    private NGramModel(SuffixArray suffixes, int vocabularySize, int order)
    {
        this.suffixes = suffixes;
        VocabularySize = vocabularySize;
        Order = order;
    }

    /// <summary>Gets the number of tokens of context. At the beginning of a text there are fewer.</summary>
    public int Order { get; }

    /// <summary>Gets the number of token ids.</summary>
    public int VocabularySize { get; }

    /// <summary>Learns from a text. The time is proportional to its length times the order.</summary>
    /// <param name="ids">The text, which is not kept. An empty text gives the uniform distribution.</param>
    /// <param name="vocabularySize">The number of token ids, from 1 to <see cref="Vocabulary.MaximumSize"/>.</param>
    /// <param name="order">The number of tokens of context, from 1 to <see cref="MaximumOrder"/>.</param>
    /// <exception cref="InvalidOptionsException">The order is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary size is out of range, or an id is outside the vocabulary.</exception>
    public static NGramModel Train(ReadOnlySpan<ushort> ids, int vocabularySize, int order)
    {
        if (order is < 1 or > MaximumOrder)
        {
            throw new InvalidOptionsException($"Order is {order}; must be from 1 to {MaximumOrder}");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, Vocabulary.MaximumSize);
        Check(ids, vocabularySize, nameof(ids));
        return new NGramModel(new SuffixArray(ids, vocabularySize, order + 1), vocabularySize, order);
    }

    /// <summary>Returns ln p(id | the last <see cref="Order"/> tokens of the context), in nats.</summary>
    /// <param name="context">The preceding text, which can be empty. Only its last <see cref="Order"/> ids are used.</param>
    /// <param name="id">The token to predict.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public double LogProbability(ReadOnlySpan<ushort> context, int id)
    {
        context = context[^Math.Min(Order, context.Length)..];
        Check(context, VocabularySize, nameof(context));
        if (id < 0 || id >= VocabularySize)
        {
            throw new ArgumentOutOfRangeException(nameof(id), $"The id is {id}; must be from 0 to {VocabularySize - 1}.");
        }

        SuffixRange[] contexts = Begin();
        foreach (ushort before in context)
        {
            MoveOn(contexts, before);
        }

        return Math.Log(MoveOn(contexts, id));
    }

    /// <summary>
    /// Returns the sum of ln p(id | the ids before it) over a text, in nats. The first token is only context, as in the validation of a
    /// network, so the sum has one term fewer than the text has tokens.
    /// </summary>
    /// <param name="ids">The text. The sum is 0 if it has fewer than two tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public double LogLikelihood(ReadOnlySpan<ushort> ids)
    {
        Check(ids, VocabularySize, nameof(ids));
        SuffixRange[] contexts = Begin();
        double sum = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            double probability = MoveOn(contexts, ids[i]);
            sum += i == 0 ? 0 : Math.Log(probability);
        }

        return sum;
    }

    /// <summary>
    /// The contexts at the beginning of a text, by length: the places in the training text where the last 0, 1, ... <see cref="Order"/>
    /// tokens are followed by another. If one is empty, all longer ones are.
    /// </summary>
    private SuffixRange[] Begin()
    {
        SuffixRange[] contexts = new SuffixRange[Order + 1];
        contexts[0] = suffixes.Whole;
        return contexts;
    }

    /// <summary>
    /// Returns the probability of the next token, and appends it to the contexts: the places where it follows a context are the
    /// places of the context that is one longer, so none is searched for from the start.
    /// </summary>
    private double MoveOn(SuffixRange[] contexts, int id)
    {
        double probability = 1.0 / VocabularySize;
        SuffixRange moved = suffixes.Whole;
        int length = 0;
        for (; length < contexts.Length && !contexts[length].IsEmpty; length++)
        {
            SuffixRange context = contexts[length];
            SuffixRange followed = suffixes.Narrow(context, length, id);
            double different = suffixes.CountFollowing(context, length);
            probability = (followed.Length + (different * probability)) / (context.Length + different);
            contexts[length] = moved;
            moved = suffixes.WithoutEnd(followed, length + 1);
        }

        if (length < contexts.Length)
        {
            contexts[length] = moved;
        }

        return probability;
    }

    private static void Check(ReadOnlySpan<ushort> ids, int vocabularySize, string parameter)
    {
        int index = vocabularySize == Vocabulary.MaximumSize ? -1 : ids.IndexOfAnyInRange((ushort)vocabularySize, ushort.MaxValue);
        if (index >= 0)
        {
            throw new ArgumentOutOfRangeException(parameter, $"An id of the text is {ids[index]}; must be from 0 to {vocabularySize - 1}.");
        }
    }
}
