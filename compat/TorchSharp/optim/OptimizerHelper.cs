using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimizers share: groups, states by parameter, and their file.</summary>
public abstract unsafe class OptimizerHelper : Optimizer
{
    private readonly Dictionary<nint, OptimizerState> _state = [];

    public override void zero_grad()
    {
        var all = parameters().ToList();
        fixed (nint* handles = Native.Handles(all))
        {
            Native.Check(Native.ts_zero_grad(handles, all.Count), all);
        }
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        dictionary.Options.AddRange(_parameter_groups.Select(group => group.Options!));
        dictionary.State.AddRange(parameters().Select(StateOf));
        return dictionary;
    }

    /// <summary>Writes options and states as upstream does.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        StateDictionary dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Encode(dictionary.Options.Count);
        writer.Encode(dictionary.State.Count);
        foreach (OptimizerOptions options in dictionary.Options)
        {
            options.SaveStateDict(writer);
        }

        foreach (OptimizerState state in dictionary.State)
        {
            state.SaveStateDict(writer);
        }
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        string found = reader.ReadString();
        if (found != GetType().Name)
        {
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{found}' in the loaded stream.");
        }

        StateDictionary dictionary = state_dict();
        if (reader.Decode() != dictionary.Options.Count)
        {
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        }

        if (reader.Decode() != dictionary.State.Count)
        {
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
        }

        foreach (OptimizerOptions options in dictionary.Options)
        {
            options.LoadStateDict(reader);
        }

        foreach (OptimizerState state in dictionary.State)
        {
            state.LoadStateDict(reader);
        }
    }

    internal static void Reject(bool invalid, string message)
    {
        if (invalid)
        {
            throw new ArgumentException(message);
        }
    }

    internal void Add<TOptions>(ParamGroup group, TOptions defaults, Func<Parameter, TOptions, OptimizerState> create)
        where TOptions : OptimizerOptions, new()
    {
        group.Options ??= new TOptions();
        var options = (TOptions)group.Options;
        options.Complete(defaults);
        options.InitialLearningRate = options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (Parameter parameter in group.Parameters)
        {
            _state[parameter.Handle] = create(parameter, options);
        }
    }

    internal Tensor? Step<TOptions, TState>(Func<Tensor>? closure, Action<TOptions, Parameter[], TState[]> apply)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using (enable_grad())
            {
                loss = closure();
            }
        }
        foreach (ParamGroup group in _parameter_groups)
        {
            Parameter[] all = [.. group.Parameters];
            apply((TOptions)(object)group.Options!, all, [.. all.Select(StateOf).Cast<TState>()]);
        }
        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
        {
            return;
        }

        foreach (IDisposable state in _state.Values.OfType<IDisposable>())
        {
            state.Dispose();
        }

        _state.Clear();
    }

    private OptimizerState StateOf(Parameter parameter) => _state[parameter.Handle];
}
