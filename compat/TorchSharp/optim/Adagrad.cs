using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011.</summary>
public class Adagrad : OptimizerHelper
{
    private readonly Options _defaults;

    public Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0,
        double initial_accumulator_value = 0, double eps = 1e-10)
        : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps) { }

    public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0,
        double initial_accumulator_value = 0, double eps = 1e-10)
    {
        Reject(lr < 0, $"Invalid learning rate: {lr}");
        Reject(eps < 0, $"Invalid ε: {eps}");
        Reject(lr_decay < 0, $"Invalid lr_decay value: {lr_decay}");
        Reject(weight_decay < 0, $"Invalid weight_decay value: {weight_decay}");
        Reject(initial_accumulator_value < 0, $"Invalid initial_accumulator_value: {initial_accumulator_value}");
        _defaults = new()
        {
            LearningRate = lr,
            lr_decay = lr_decay,
            weight_decay = weight_decay,
            initial_accumulator_value = initial_accumulator_value,
            eps = eps,
        };
        foreach (ParamGroup group in parameters)
        {
            add_param_group(group);
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group) =>
        Add(param_group, _defaults, (parameter, options) => new State(parameter, options));

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, Apply);

    private static unsafe void Apply(Options options, Parameter[] parameters, State[] states)
    {
        var settings = new Native.AdagradSettings
        {
            Lr = options.LearningRate!.Value,
            LrDecay = options.lr_decay!.Value,
            WeightDecay = options.weight_decay!.Value,
            Eps = options.eps!.Value,
        };
        long[] steps = [.. states.Select(state => state.step)];
        fixed (nint* p = Native.Handles(parameters), sum = Native.Handles(states.Select(state => state.sum)))
        fixed (long* t = steps)
        {
            Native.Check(Native.ts_adagrad(p, sum, t, parameters.Length, &settings), parameters, states);
        }

        for (int i = 0; i < steps.Length; i++)
        {
            states[i].step = steps[i];
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor sum;

        internal State(Parameter parameter, Options options) => sum = Filled(parameter, options.initial_accumulator_value!.Value);

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            writer.Write(sum);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            reader.Read(sum);
        }

        public void Dispose() => sum.Dispose();
    }

    public class Options : OptimizerOptions
    {
        public double? lr_decay;
        public double? initial_accumulator_value;
        public double? eps;
        public double? weight_decay;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(lr_decay!.Value);
            writer.Write(initial_accumulator_value!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            lr_decay = reader.ReadDouble();
            initial_accumulator_value = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
        }

        internal override void Complete(OptimizerOptions defaults)
        {
            base.Complete(defaults);
            var other = (Options)defaults;
            lr_decay ??= other.lr_decay;
            initial_accumulator_value ??= other.initial_accumulator_value;
            eps ??= other.eps;
            weight_decay ??= other.weight_decay;
        }
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0,
            double initial_accumulator_value = 0, double eps = 1e-10)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lr_decay = lr_decay,
                weight_decay = weight_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps
            })
        { }
    }
}
