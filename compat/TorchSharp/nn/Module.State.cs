namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and buffers themselves, not copies, by their full names.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
                foreach ((string? name, Modules.Parameter? parameter) in named_parameters())
                {
                    destination.TryAdd(Key(name), parameter);
                }

                foreach ((string? name, Tensor? buffer) in named_buffers())
                {
                    destination.TryAdd(Key(name), buffer);
                }

                foreach ((string? name, Module? child) in _submodules)
                {
                    child.state_dict(destination, Key(name));
                }

                return destination;
            }

            /// <summary>Copies the source's values into the tensors of the same names.</summary>
            /// <exception cref="InvalidOperationException">strict, and the two have different names.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> destination = state_dict();
                bool Counts(string key) => skip is null || !skip.Contains(key);
                List<string> missing = [.. destination.Keys.Where(key => Counts(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => Counts(key) && !destination.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                }

                using IDisposable _ = no_grad();
                foreach ((string? key, Tensor? value) in source)
                {
                    if (Counts(key) && destination.TryGetValue(key, out Tensor? target))
                    {
                        target.copy_(value);
                    }
                }
                return (missing, unexpected);
            }
        }
    }
}
