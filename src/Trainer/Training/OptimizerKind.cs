namespace CharRnn.Trainer;

/// <summary>The optimiser. Constants that <see cref="TrainingOptions"/> does not have are those of PyTorch.</summary>
public enum OptimizerKind
{
    /// <summary>Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW,

    /// <summary>Hinton's running average of squared gradients, as char-rnn uses.</summary>
    RmsProp,

    /// <summary>Duchi, Hazan and Singer, 2011, as min-char-rnn uses.</summary>
    Adagrad,

    /// <summary>Stochastic gradient descent, optionally with momentum.</summary>
    Sgd,

    /// <summary>
    /// Hessian-free optimisation (Martens and Sutskever, "Learning Recurrent Neural Networks with Hessian-Free Optimization", 2011), for
    /// networks of at most 1,000,000 parameters on the CPU. A step takes as long as a hundred others, and wants a large batch. The learning
    /// rate and the clipping are not used.
    /// </summary>
    HessianFree,
}
