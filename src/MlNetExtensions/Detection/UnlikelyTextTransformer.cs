using System.Diagnostics.CodeAnalysis;
using CharRnn.Inference;
using CharRnn.MlNetExtensions.Internals;
using Microsoft.ML;

namespace CharRnn.MlNetExtensions;

/// <summary>
/// Marks the odd texts. <c>Score</c> is a text's bits per character, the higher the odder; <c>PredictedLabel</c> is true if it is above
/// <see cref="Threshold"/>.
/// </summary>
/// <remarks>
/// The threshold can be changed at any time, also while cursors and prediction engines read: a label is decided when it is read. If two
/// threads change it at once, one change wins. A saved pipeline has the threshold that was set when it was saved.
/// </remarks>
public sealed class UnlikelyTextTransformer : TextTransformer
{
    internal const string Kind = "detection"; // in saved pipelines

    private readonly UnlikelyTextSettings settings;
    private readonly IReadOnlyList<ResultColumn<SentenceScore>> columns;
    private float threshold;

    internal UnlikelyTextTransformer(SharedModel model, UnlikelyTextSettings settings)
        : base(model)
    {
        this.settings = settings;
        threshold = settings.Threshold;
        columns = UnlikelyTextColumns.Of(settings.Options, () => Threshold);
    }

    /// <summary>Gets or sets the bits per character above which a text is odd, at least 0.</summary>
    /// <exception cref="InvalidOptionsException">The value is negative or no number.</exception>
    public float Threshold
    {
        get => Volatile.Read(ref threshold);
        set
        {
            UnlikelyTextOptions.ThrowIfOutOfRange(value);
            Volatile.Write(ref threshold, value);
        }
    }

    /// <summary>
    /// Gets the expected false positive rate, (m + 1) / (n + 1) where m of the n texts that <c>Fit</c> read are above <see cref="Threshold"/>,
    /// or sets the threshold to the smallest one whose rate is at most the value. It is <see langword="null"/> if <c>Fit</c> read no texts
    /// because the options had a threshold; it cannot be set then.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOptionsException">The value is out of range, or <c>Fit</c> has read too few texts for it.</exception>
    /// <exception cref="InvalidOperationException"><c>Fit</c> read no texts.</exception>
    [DisallowNull]
    public double? FalsePositiveRate
    {
        get => settings.HeldOut?.FalsePositiveRateOf(Threshold);
        set
        {
            double rate = value ?? throw new ArgumentNullException(nameof(value));
            HeldOutScores heldOut = settings.HeldOut
                ?? throw new InvalidOperationException("FalsePositiveRate cannot be set: Fit read no texts, because the options had a Threshold. Set Threshold instead.");
            Threshold = heldOut.ThresholdFor(rate);
        }
    }

    internal static UnlikelyTextTransformer Load(string settings, Func<string, SharedModel> openModel)
    {
        UnlikelyTextSettings read = SettingsJson.ReadUnlikelyText(settings);
        read.Options.Validate();
        UnlikelyTextOptions.ThrowIfOutOfRange(read.Threshold);
        SharedModel shared = SharedModel.OpenChecked(() => openModel(read.InputColumnName), opened => RowScorer.Check(opened, read.Options));
        return new UnlikelyTextTransformer(shared, read);
    }

    private protected override SavedTransformer ToSaved() =>
        new(UnlikelyTextColumns.Score, Kind, SettingsJson.Write(settings with { Threshold = Threshold }));

    private protected override ITextMapper Bind(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(UnlikelyTextTransformer parent, DataViewSchema inputSchema)
        : TextMapper<SentenceScore>(parent, inputSchema, parent.settings.InputColumnName, takesVectors: true, parent.columns)
    {
        private readonly UnlikelyTextOptions options = parent.settings.Options;

        public override int BatchSize => options.BatchSize;

        public override int LookAhead => options.LookAhead;

        protected override IReadOnlyList<SentenceScore> ComputeAll(CharRnnModel model, IReadOnlyList<string[]> rows) =>
            new RowScorer(model, options).Score(rows);
    }
}
