using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>What one context can load: classes by their loader's name and signature, extensions by their contract.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock gate = new();
    private readonly HashSet<string> assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), Func<object[], object>> classes = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (gate)
        {
            if (!assemblies.Add(assembly.FullName))
            {
                return;
            }

            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                Register(attribute, throwOnError);
            }

            foreach (Type type in assembly.GetTypes().Where(type => type.IsClass))
            {
                foreach (ExtensionBaseAttribute attribute in type.GetCustomAttributes<ExtensionBaseAttribute>())
                {
                    if (!extensions.TryAdd((attribute.GetType(), attribute.ContractName), type) && throwOnError)
                    {
                        throw new InvalidOperationException($"An extension for '{attribute.GetType().Name}' with contract '{attribute.ContractName}' has already been registered in the ComponentCatalog.");
                    }
                }
            }
        }
    }

    /// <summary>Calls what creates the class of that name, if there is one. Its exceptions come wrapped, as reflection wraps them.</summary>
    internal bool TryCreateInstance(string name, Type signature, object[] arguments, out object result)
    {
        Func<object[], object> create = classes.GetValueOrDefault((name.ToLowerInvariant().Trim(), signature));
        result = create?.Invoke(arguments);
        return create is not null;
    }

    internal object GetExtensionValue(Type attribute, string contract) => extensions.TryGetValue((attribute, contract), out Type type)
        ? Activator.CreateInstance(type)
        : throw new InvalidOperationException($"Unable to locate an extension for the contract '{contract}'. Ensure you have called {nameof(ComponentCatalog)}.{nameof(RegisterAssembly)} with the Assembly that contains a class decorated with a '{attribute.FullName}'.");

    private void Register(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        Func<object[], object> create = FindCreation(attribute, attribute.CtorTypes);
        if (create is null && throwOnError)
        {
            throw new InvalidOperationException($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
        }

        foreach (string name in attribute.LoadNames)
        {
            if (!classes.TryAdd((name.ToLowerInvariant(), attribute.Signature), create) && throwOnError)
            {
                throw new InvalidOperationException($"ComponentCatalog cannot map name '{name}' and SignatureType '{attribute.Signature}' to {attribute.InstanceType.Name}, already mapped.");
            }
        }
    }

    // A constructor or a static method Create, with the environment before its other arguments or without it.
    private Func<object[], object> FindCreation(LoadableClassAttributeBase attribute, Type[] types)
    {
        Type[] withEnvironment = [typeof(IHostEnvironment), .. types];
        if (attribute.InstanceType.IsAssignableFrom(attribute.LoaderType))
        {
            if (attribute.LoaderType.GetConstructor(BindingFlags.Instance | Any, types) is { } constructor)
            {
                return arguments => constructor.Invoke(arguments[1..]);
            }

            if (attribute.LoaderType.GetConstructor(BindingFlags.Instance | Any, withEnvironment) is { } environmentConstructor)
            {
                return environmentConstructor.Invoke;
            }
        }

        if (FindCreate(attribute, types) is { } create)
        {
            return arguments => create.Invoke(null, arguments[1..]);
        }

        return FindCreate(attribute, withEnvironment) is { } environmentCreate ? arguments => environmentCreate.Invoke(null, arguments) : null;
    }

    private static MethodInfo FindCreate(LoadableClassAttributeBase attribute, Type[] types)
    {
        MethodInfo method = attribute.LoaderType.GetMethod("Create", BindingFlags.Static | Any | BindingFlags.FlattenHierarchy, types);
        return method is not null && method.DeclaringType == attribute.LoaderType && method.ReturnType == attribute.InstanceType ? method : null;
    }
}
