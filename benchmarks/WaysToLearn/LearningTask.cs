using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>Something to learn, as batches.</summary>
internal abstract class LearningTask
{
    /// <summary>Gets the name, as in names of files.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the hidden size of the networks.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>Gets the processor time of a training.</summary>
    public virtual double Seconds => 12;

    /// <summary>Gets the number of tokens.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Gets what the picture says of its vertical axis.</summary>
    public abstract string Loss { get; }

    /// <summary>Gets the batches to test on.</summary>
    public abstract IReadOnlyList<Batch> Test { get; }

    /// <summary>Returns the batches to train on.</summary>
    /// <param name="factor">How many times the usual rows a batch has.</param>
    /// <param name="isOnce">Whether one pass over the text is all.</param>
    public abstract IEnumerable<Batch> Train(int factor, bool isOnce);
}
