using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(LambdaTransform), null, typeof(SignatureLoadModel), "", LambdaTransform.LoaderSignature)]

namespace Microsoft.ML.Transforms;

[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute(string contractName) : ExtensionBaseAttribute(contractName);

internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}

public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName) =>
        new CustomMappingTransformer<TSrc, TDst>(GetMapping(), contractName);
}

/// <summary>How a custom mapping is loaded: its assembly is registered, and in it the factory that has the contract's name.</summary>
internal static class LambdaTransform
{
    public const string LoaderSignature = "CustomTransformer";

    public static VersionInfo Version => new("CUSTOMXF", 0x00010002, 0x00010002, 0x00010001, typeof(LambdaTransform).Assembly.FullName, LoaderSignature);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        return env.ComponentCatalog.GetExtensionValue(typeof(CustomMappingFactoryAttributeAttribute), contractName) is ICustomMappingFactory factory
            ? factory.CreateTransformer(env, contractName)
            : throw new InvalidOperationException($"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}'.");
    }
}
