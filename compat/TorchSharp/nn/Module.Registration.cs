using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            // Lists, not dictionaries: the order of registration is the order of named_parameters and state_dict.
            private readonly List<(string name, Module module)> _submodules = [];
            private readonly List<(string name, Parameter parameter)> _parameters = [];
            private readonly List<(string name, Tensor buffer)> _buffers = [];
            private bool _areComponentsRegistered;

            public virtual void register_module(string name, Module submodule)
            {
                if (name.Contains('.'))
                {
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                }

                if (name.Length == 0)
                {
                    throw new ArgumentException("module name can't be empty string \"\"");
                }

                if (_submodules.Any(entry => entry.name == name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
                _submodules.Add((name, submodule));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                }

                if (_parameters.Any(entry => entry.name == name))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }

                _parameters.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                }

                if (_buffers.Any(entry => entry.name == name))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }

                _buffers.Add((name, tensor));
            }

            /// <summary>Registers every field that is a module, parameter or tensor under its own name, in order of declaration.</summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered)
                {
                    return;
                }

                foreach (FieldInfo field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    if (IsRegistered(field.Name))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
                _areComponentsRegistered = true;
            }

            /// <summary>Puts a parameter in the place of one of that name, or removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                int index = _parameters.FindIndex(entry => entry.name == name);
                if (value is null)
                {
                    if (index >= 0)
                    {
                        _parameters.RemoveAt(index);
                    }

                    return;
                }
                Parameter parameter = value as Parameter ?? new Parameter(value);
                if (index >= 0)
                {
                    _parameters[index] = (name, parameter);
                }
                else
                {
                    _parameters.Add((name, parameter));
                }
            }

            private bool IsRegistered(string field) =>
                _submodules.Any(entry => entry.name == field)
                || _parameters.Any(entry => entry.name == field)
                || _buffers.Any(entry => entry.name == field);
        }
    }
}
