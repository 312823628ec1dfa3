namespace Microsoft.ML.Runtime;

/// <summary>Of upstream's members only those that loading a model needs.</summary>
public interface IHostEnvironment
{
    ComponentCatalog ComponentCatalog { get; }
}
