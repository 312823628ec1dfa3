using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class MLContext : IHostEnvironment
{
    public MLContext(int? seed = null)
    {
        Data = new DataOperationsCatalog(seed);
        Transforms = new TransformsCatalog(this);
        Model = new ModelOperationsCatalog(this);
    }

    /// <summary>Nothing in compat has anything to log.</summary>
    public event EventHandler<LoggingEventArgs> Log
    {
        add { }
        remove { }
    }

    public DataOperationsCatalog Data { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    /// <summary>What can be loaded; each context has its own.</summary>
    public ComponentCatalog ComponentCatalog { get; } = new();
}
