namespace Microsoft.ML;

/// <summary>Marks a class that is found by a contract's name in the assemblies that a catalog knows.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName)
    {
        ContractName = contractName;
    }

    public string ContractName { get; }
}
