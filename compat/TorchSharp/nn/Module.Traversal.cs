using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>The children, then their descendants; without this module.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                _submodules.Concat(_submodules.SelectMany(
                    child => child.module.named_modules(), (child, inner) => ($"{child.name}.{inner.name}", inner.module)));

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Own parameters first, then the submodules', each once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                // A parameter that has been disposed is left out.
                var seen = new HashSet<nint> { 0 };
                foreach ((string name, Parameter parameter) entry in _parameters)
                {
                    if (seen.Add(entry.parameter.handle))
                    {
                        yield return entry;
                    }
                }
                if (!recurse)
                {
                    yield break;
                }

                foreach ((string? child, Module? module) in _submodules)
                {
                    foreach ((string? inner, Parameter? parameter) in module.named_parameters())
                    {
                        if (seen.Add(parameter.handle))
                        {
                            yield return ($"{child}.{inner}", parameter);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                foreach ((string name, Tensor buffer) entry in _buffers)
                {
                    yield return entry;
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach ((string? child, Module? module) in _submodules)
                {
                    foreach ((string? inner, Tensor? buffer) in module.named_buffers())
                    {
                        yield return ($"{child}.{inner}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(entry => entry.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(entry => entry.name == target).parameter;
        }
    }
}
