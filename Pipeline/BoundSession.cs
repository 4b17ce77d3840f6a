using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>A session whose inputs and outputs are bound once to arrays of ours, so that a run allocates nothing on the managed heap
/// (RunWithBinding measured at 0 bytes a call). One thread owns it.</summary>
internal sealed class BoundSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly List<IDisposable> _values = [];

    /// <param name="package">Whose graph of frames it is; null for any other graph.</param>
    /// <exception cref="ModelException">The file cannot be opened.</exception>
    public BoundSession(string modelPath, RuntimeOptions options, ModelPackage? package = null)
    {
        _session = ExecutionProviders.Open(modelPath, options, package);
        _binding = _session.CreateIoBinding();
        GraphPath = modelPath;
    }

    public string GraphPath { get; }

    public ModelSignature Signature => ModelSignature.Of(_session);

    /// <summary>Whether the graph has an output of that name.</summary>
    public bool Has(string output) => _session.OutputMetadata.ContainsKey(output);

    /// <param name="values">Pinned; read in place by every run.</param>
    public void BindInput<T>(string name, T[] values, params long[] shape) where T : unmanaged =>
        _binding.BindInput(name, Keep(OrtValue.CreateTensorValueFromMemory(values, shape)));

    /// <summary>Binds outputs to arrays that every run fills. All inputs must be bound: files may leave axes open, and only a run tells the shapes.
    /// It also warms the session up.</summary>
    /// <returns>In the order of the names.</returns>
    /// <exception cref="ModelException">An output's type has no use here.</exception>
    public IReadOnlyList<BoundTensor> BindOutputs(IReadOnlyList<string> names)
    {
        foreach (var name in names) _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
        Run();
        using var outputs = _binding.GetOutputValues();
        return [.. names.Zip(outputs, (name, value) => (Name: name, Info: value.GetTensorTypeAndShape())).ToArray()
            .Select(o => Bind(o.Name, o.Info.ElementDataType, o.Info.Shape))];
    }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _runOptions.Dispose();
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _session.Dispose();
    }

    private BoundTensor Bind(string name, TensorElementType type, long[] shape)
    {
        return type switch
        {
            TensorElementType.Float => As<float>(),
            TensorElementType.Int64 => As<long>(),
            TensorElementType.Int32 => As<int>(),
            TensorElementType.UInt8 => As<byte>(),
            _ => throw new ModelException($"Output '{name}' is {type}, expected Float, or Int64, Int32 or UInt8 class indices."),
        };

        BoundTensor As<T>() where T : unmanaged
        {
            var values = GC.AllocateArray<T>((int)shape.Aggregate(1L, (a, b) => a * b), pinned: true);
            _binding.BindOutput(name, Keep(OrtValue.CreateTensorValueFromMemory(values, shape)));
            return new BoundTensor(name, Array.ConvertAll(shape, d => (int)d), values);
        }
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }
}
