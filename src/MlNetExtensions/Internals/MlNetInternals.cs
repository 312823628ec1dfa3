using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CharRnn.MlNetExtensions.Internals;

/// <summary>
/// Uses internal members of ML.NET by reflection. Without them, no class outside of ML.NET can be saved in a pipeline's file, nor train as
/// ML.NET's own trainers do. They are the same in ML.NET 3.0 to 6.0. In a version that lacks one, the exception of <see cref="Changed"/> names it.
/// </summary>
internal static class MlNetInternals
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Assembly Core = typeof(ModelSaveContext).Assembly;

    /// <summary>
    /// Makes a class loadable by a name. A catalog reads such names from the attributes of an assembly. The attribute's class is internal,
    /// so the catalog gets an assembly that has nothing but this attribute.
    /// </summary>
    /// <param name="catalog">The context's catalog. A second registration does nothing.</param>
    /// <param name="loaderSignature">The name, of at most 24 characters.</param>
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
    /// Lets a stock transformer save itself, then puts another loader before its own. A context that knows the name uses that loader; any
    /// other context loads the stock transformer.
    /// </summary>
    /// <returns>The writer for the rest of the entry.</returns>
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

    /// <summary>Returns the reader of an entry, at its beginning.</summary>
    /// <param name="context">ML.NET's ModelLoadContext.</param>
    public static BinaryReader Reader(object context) =>
        Field(context.GetType(), "Reader").GetValue(context) as BinaryReader ?? throw Changed("ModelLoadContext.Reader");

    /// <summary>Returns ML.NET's writer or reader of the whole file.</summary>
    /// <param name="context">ML.NET's ModelSaveContext or ModelLoadContext.</param>
    public static object Repository(object context) =>
        Field(context.GetType(), "Repository").GetValue(context) ?? throw Changed($"{context.GetType().Name}.Repository");

    /// <summary>Writes an entry of its own into the file.</summary>
    public static void WriteEntry(object repository, string folder, string name, ReadOnlySpan<byte> content)
    {
        object entry = CallEntry(repository, "CreateEntry", folder, name) ?? throw Changed("RepositoryWriter.CreateEntry");
        using IDisposable closing = (IDisposable)entry;
        StreamOf(entry).Write(content);
    }

    /// <summary>Returns the content of an entry; null if there is none.</summary>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public static byte[]? ReadEntry(object repository, string folder, string name)
    {
        if (CallEntry(repository, "OpenEntryOrNull", folder, name) is not { } entry)
        {
            return null;
        }

        using IDisposable closing = (IDisposable)entry;
        Stream stream = StreamOf(entry);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Returns the environment of a context that a catalog belongs to: its seed, its log and its cancellation.</summary>
    public static IHostEnvironment EnvironmentOf(object catalog)
    {
        const string Interface = "Microsoft.ML.Data.IInternalCatalog";
        return catalog.GetType().GetInterface(Interface)?.GetProperty("Environment")?.GetValue(catalog) as IHostEnvironment ?? throw Changed($"{Interface}.Environment");
    }

    /// <summary>Returns a function that says whether a host's context is cancelled.</summary>
    public static Func<bool> CancellationOf(IHost host)
    {
        MethodInfo getter = Find("Runtime.ICancelable").GetProperty("IsCanceled")?.GetMethod ?? throw Changed("ICancelable.IsCanceled");
        return getter.CreateDelegate<Func<bool>>(host);
    }

    private static object? CallEntry(object repository, string method, string folder, string name)
    {
        MethodInfo found = repository.GetType().GetMethod(method, Any, [typeof(string), typeof(string)])
            ?? throw Changed($"{repository.GetType().Name}.{method}(string, string)");
        return found.Invoke(repository, BindingFlags.DoNotWrapExceptions, binder: null, [folder, name], culture: null);
    }

    private static Stream StreamOf(object entry) =>
        entry.GetType().GetProperty("Stream", Any)?.GetValue(entry) as Stream ?? throw Changed("Repository.Entry.Stream");

    private static Type Find(string name) => Core.GetType($"Microsoft.ML.{name}") ?? throw Changed(name);

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Any) ?? throw Changed($"{type.Name}.{name}");

    private static object? Call(object header, string method, params object?[] arguments) =>
        (header.GetType().GetMethod(method, Any) ?? throw Changed($"{header.GetType().Name}.{method}")).Invoke(null, arguments);

    // The header is a struct and its methods take it by reference, so the changed one is in the arguments after the call.
    private static object Change(object header, string method, object value)
    {
        object?[] arguments = [header, value];
        Call(header, method, arguments);
        return arguments[0]!;
    }

    private static NotSupportedException Changed(string what) => new(
        $"ML.NET {Core.GetName().Version} has no {what} of the form that ML.NET 3.0 to 6.0 have, and CharRnn needs it. "
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
