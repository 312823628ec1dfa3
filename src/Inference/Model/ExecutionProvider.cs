namespace CharRnn.Inference;

/// <summary>What computes.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor. It is faster than a GPU for one text at a time: a single character is too little work for one.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU, by ONNX Runtime's CUDA provider.</summary>
    Cuda,

    /// <summary>The GPU if one can be used; otherwise the processor, with a warning.</summary>
    Auto,
}
