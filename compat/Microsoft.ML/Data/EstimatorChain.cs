namespace Microsoft.ML.Data;

public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    public readonly IEstimator<TLastTransformer> LastEstimator;

    private readonly IEstimator<ITransformer>[] estimators;

    public EstimatorChain()
        : this([])
    {
    }

    private EstimatorChain(IEstimator<ITransformer>[] estimators)
    {
        this.estimators = estimators;
        LastEstimator = estimators.LastOrDefault() as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        // Before anything is fitted, so that a mistake at the chain's end does not show after hours.
        GetOutputSchema(SchemaShape.Create(input.Schema));
        List<ITransformer> transformers = [];
        IDataView current = input;
        foreach (IEstimator<ITransformer> estimator in estimators)
        {
            ITransformer transformer = estimator.Fit(current);
            current = transformer.Transform(current);
            transformers.Add(transformer);
        }

        return new TransformerChain<TLastTransformer>([.. transformers]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        estimators.Aggregate(inputSchema, (schema, estimator) => estimator.GetOutputSchema(schema));

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator)
        where TNewTrans : class, ITransformer => new([.. estimators, (IEstimator<ITransformer>)estimator]);
}
