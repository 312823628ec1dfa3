namespace CharRnn.MlNetExtensions.Internals;

/// <summary>Texts to scores.</summary>
internal sealed class LikelihoodMapping(LikelihoodSettings settings, Func<ModelLease> takeModel) : TextMapping<SentenceScore>(
    settings.InputColumnName, LikelihoodColumns.Of(settings.OutputColumnName, settings.Options), settings.Options.BatchSize, settings.Options.LookAhead)
{
    public override bool TakesVectors => true;

    public override TextComputation<SentenceScore> Begin() => new LikelihoodComputation(takeModel(), settings.Options);
}
