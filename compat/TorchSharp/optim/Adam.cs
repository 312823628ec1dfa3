using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015; weight decay as an L2 penalty.</summary>
public class Adam : OptimizerHelper, IBetas
{
    private readonly Options _defaults;

    public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        Reject(lr < 0, $"Invalid learning rate: {lr}");
        Reject(eps < 0, $"Invalid ε: {eps}");
        Reject(beta1 is < 0 or >= 1, $"Invalid beta1: {beta1}");
        Reject(beta2 is < 0 or >= 1, $"Invalid beta2: {beta2}");
        Reject(weight_decay < 0, $"Invalid weight_decay value: {weight_decay}");
        _defaults = new()
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters)
        {
            add_param_group(group);
        }
    }

    public (double, double) Betas
    {
        get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
        set => (_defaults.beta1, _defaults.beta2) = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group) =>
        Add(param_group, _defaults, (parameter, options) => new State(parameter, options));

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, Apply);

    private static void Apply(Options options, Parameter[] parameters, State[] states)
    {
        var settings = new Native.AdamSettings
        {
            Lr = options.LearningRate!.Value,
            Beta1 = options.beta1!.Value,
            Beta2 = options.beta2!.Value,
            Eps = options.eps!.Value,
            WeightDecay = options.weight_decay!.Value,
            AmsGrad = Native.Flag(options.amsgrad),
            Maximize = Native.Flag(options.maximize),
            Decoupled = Native.Flag(false),
        };
        long[] steps = [.. states.Select(state => state.step)];
        AdamStep.Run(settings, parameters, steps, states.Select(state => state.exp_avg), states.Select(state => state.exp_avg_sq),
            states.Select(state => state.max_exp_avg_sq).OfType<Tensor>());
        for (int i = 0; i < steps.Length; i++)
        {
            states[i].step = steps[i];
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor exp_avg;
        public Tensor exp_avg_sq;
        public Tensor? max_exp_avg_sq;

        internal State(Parameter parameter, Options options)
        {
            exp_avg = Filled(parameter);
            exp_avg_sq = Filled(parameter);
            if (options.amsgrad == true)
            {
                max_exp_avg_sq = Filled(parameter);
            }
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            writer.Write(exp_avg);
            writer.Write(exp_avg_sq);
            writer.WriteOptional(max_exp_avg_sq);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            reader.Read(exp_avg);
            reader.Read(exp_avg_sq);
            max_exp_avg_sq = reader.ReadOptional(max_exp_avg_sq);
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }
    }

    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? weight_decay;
        public double? eps;
        public bool? amsgrad;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(beta1!.Value);
            writer.Write(beta2!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(amsgrad!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            beta1 = reader.ReadDouble();
            beta2 = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            amsgrad = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        internal override void Complete(OptimizerOptions defaults)
        {
            base.Complete(defaults);
            var other = (Options)defaults;
            beta1 ??= other.beta1;
            beta2 ??= other.beta2;
            weight_decay ??= other.weight_decay;
            eps ??= other.eps;
            amsgrad ??= other.amsgrad;
            maximize ??= other.maximize;
        }
    }

    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize
            })
        { }

        public (double, double) Betas
        {
            get => (Options!.beta1!.Value, Options.beta2!.Value);
            set => (Options!.beta1, Options.beta2) = value;
        }
    }
}
