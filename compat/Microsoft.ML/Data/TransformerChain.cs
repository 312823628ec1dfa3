using System.Collections;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable
    where TLastTransformer : class, ITransformer
{
    public readonly TLastTransformer LastTransformer;

    private readonly ITransformer[] transformers;

    public TransformerChain(params ITransformer[] transformers)
    {
        this.transformers = transformers;
        LastTransformer = transformers.LastOrDefault() as TLastTransformer;
    }

    public bool IsRowToRowMapper => transformers.All(transformer => transformer.IsRowToRowMapper);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        transformers.Aggregate(inputSchema, (schema, transformer) => transformer.GetOutputSchema(schema));

    public IDataView Transform(IDataView input)
    {
        GetOutputSchema(input.Schema);
        return transformers.Aggregate(input, (view, transformer) => transformer.Transform(view));
    }

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        if (!IsRowToRowMapper)
        {
            throw new InvalidOperationException($"{nameof(GetRowToRowMapper)} method called despite {nameof(IsRowToRowMapper)} being false.");
        }

        List<IRowToRowMapper> mappers = [];
        foreach (ITransformer transformer in transformers)
        {
            mappers.Add(transformer.GetRowToRowMapper(mappers.LastOrDefault()?.OutputSchema ?? inputSchema));
        }

        return new CompositeRowMapper(inputSchema, mappers);
    }

    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer)
        where TNewLast : class, ITransformer => new([.. transformers, transformer]);

    public void Dispose()
    {
        foreach (ITransformer transformer in transformers)
        {
            (transformer as IDisposable)?.Dispose();
        }
    }

    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(new VersionInfo("XF CHAIN", 0x00010001, 0x00010001, 0x00010001, typeof(TransformerChain).Assembly.FullName, TransformerChain.LoaderSignature));
        ctx.Writer.Write(transformers.Length);
        for (int i = 0; i < transformers.Length; i++)
        {
            ctx.SaveModel(transformers[i], TransformerChain.Directory(i));
        }
    }
}

public static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    internal static string Directory(int index) => string.Create(CultureInfo.InvariantCulture, $"Transform_{index:000}");

    private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ITransformer[] transformers = new ITransformer[ctx.Reader.ReadInt32()];
        for (int i = 0; i < transformers.Length; i++)
        {
            transformers[i] = ctx.LoadModel(env, Directory(i));
        }

        return new TransformerChain<ITransformer>(transformers);
    }
}
