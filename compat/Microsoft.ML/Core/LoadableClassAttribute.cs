namespace Microsoft.ML;

/// <summary>Says under which name and signature a class is created while a model is loaded. Internal upstream too.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(instType, instType, argType, sigType, userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(instType, loaderType, argType, sigType, userName, loadNames)
    {
    }
}

internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(Type instType, Type loaderType, Type argType, Type sigType, string userName, string[] loadNames)
    {
        ArgumentNullException.ThrowIfNull(instType);
        ArgumentNullException.ThrowIfNull(loaderType);
        if (argType is not null)
        {
            throw new NotSupportedException("compat/Microsoft.ML knows no classes with arguments.");
        }

        InstanceType = instType;
        LoaderType = loaderType;
        Signature = sigType;
        CtorTypes = [.. sigType.GetMethod("Invoke").GetParameters().Select(parameter => parameter.ParameterType)];
        LoadNames = loadNames.Length == 0 ? [userName] : loadNames;
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type Signature { get; }

    public Type[] CtorTypes { get; }

    public string[] LoadNames { get; }
}
