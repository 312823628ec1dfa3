using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// The one place that reaches what ML.NET keeps to itself: without it no class outside of ML.NET can be saved into a pipeline's file.
/// It is reached by reflection, by name, and a version of ML.NET that has it no more is told from the message of
/// <see cref="Changed"/>. Known to be the same in ML.NET 3.0 to 6.0.
/// </summary>
internal static class MlNetInternals
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Assembly Core = typeof(ModelSaveContext).Assembly;

    /// <summary>
    /// Makes a class loadable under a name. A catalog learns such names from an assembly's attributes; that attribute's class is
    /// internal, so the catalog is shown an assembly that has nothing but it.
    /// </summary>
    /// <param name="catalog">One context's catalog; told twice it does nothing.</param>
    /// <param name="loaderSignature">The name, up to 24 characters.</param>
    /// <param name="loader">
    /// A class with a static method Create that takes ML.NET's ModelLoadContext, as an object, and returns an <see cref="ITransformer"/>.
    /// </param>
    public static void Register(ComponentCatalog catalog, string loaderSignature, Type loader)
    {
        Type attribute = Find("LoadableClassAttribute");
        ConstructorInfo constructor = attribute.GetConstructor(Any, [typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])])
            ?? throw Changed("LoadableClassAttribute(Type, Type, Type, Type, string, string[])");
        object loadable = constructor.Invoke([typeof(ITransformer), loader, null, Find("SignatureLoadModel"), loaderSignature, new[] { loaderSignature }]);
        catalog.RegisterAssembly(new LoadableAssembly($"{loader.FullName}, {loader.Assembly.FullName}", (Attribute)loadable));
    }

    /// <summary>
    /// Lets a stock transformer save itself, then puts another loader before its own. Whoever knows the name loads what is
    /// written after this; whoever does not loads the stock transformer.
    /// </summary>
    /// <returns>What writes the rest.</returns>
    public static BinaryWriter SaveAfter(ICanSaveModel stock, ModelSaveContext context, string loaderSignature)
    {
        stock.Save(context);
        FieldInfo headerField = Field(typeof(ModelSaveContext), "Header");
        object header = headerField.GetValue(context)!;
        object stockSignature = Call(header, "GetLoaderSig", header)!;
        header = Change(header, "SetLoaderSig", loaderSignature);
        header = Change(header, "SetLoaderSigAlt", stockSignature);
        headerField.SetValue(context, header);
        return Field(typeof(ModelSaveContext), "Writer").GetValue(context) as BinaryWriter ?? throw Changed("ModelSaveContext.Writer");
    }

    /// <summary>What reads an entry from its beginning.</summary>
    /// <param name="context">ML.NET's ModelLoadContext.</param>
    public static BinaryReader Reader(object context) =>
        Field(context.GetType(), "Reader").GetValue(context) as BinaryReader ?? throw Changed("ModelLoadContext.Reader");

    private static Type Find(string name) => Core.GetType($"Microsoft.ML.{name}") ?? throw Changed(name);

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Any) ?? throw Changed($"{type.Name}.{name}");

    private static object? Call(object header, string method, params object?[] arguments) =>
        (header.GetType().GetMethod(method, Any) ?? throw Changed($"{header.GetType().Name}.{method}")).Invoke(null, arguments);

    // The header is a struct that its methods take by reference: after the call the argument is the changed one.
    private static object Change(object header, string method, object value)
    {
        object?[] arguments = [header, value];
        Call(header, method, arguments);
        return arguments[0]!;
    }

    private static NotSupportedException Changed(string what) => new(
        $"ML.NET {Core.GetName().Version} has no {what} of the form that ML.NET 3.0 to 6.0 have, so that CharRnn cannot save or load its transformers with it. "
        + "Take a newer version of CharRnn, or one of these versions of ML.NET.");

    private sealed class LoadableAssembly(string name, Attribute loadable) : Assembly
    {
        public override string FullName => name;

        public override Type[] GetTypes() => [];

        public override object[] GetCustomAttributes(Type attributeType, bool inherit)
        {
            if (!attributeType.IsInstanceOfType(loadable))
            {
                return (object[])Array.CreateInstance(attributeType, 0);
            }

            object[] attributes = (object[])Array.CreateInstance(attributeType, 1);
            attributes[0] = loadable;
            return attributes;
        }
    }
}
