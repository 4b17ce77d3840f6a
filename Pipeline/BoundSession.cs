using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>A session whose inputs and outputs are bound once to arrays of ours, so that a run allocates nothing on the managed heap
/// (RunWithBinding measured at 0 bytes a call). One thread owns it.</summary>
internal sealed class BoundSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RuntimeOptions _options;
    private readonly ModelPackage? _package;
    private readonly RunOptions _runOptions = new();
    private readonly List<OrtIoBinding> _sets = []; // of outputs
    private readonly List<(string Name, OrtValue Value)> _inputs = [];
    private readonly List<OrtValue> _outputs = [];
    private readonly Dictionary<string, (TensorElementType Type, long[] Shape)> _known = [];

    /// <param name="package">Whose graph of frames it is; null for any other graph.</param>
    /// <exception cref="ModelException">The file cannot be opened.</exception>
    /// <exception cref="EngineMissingException">TensorRT's engine must be built first.</exception>
    public BoundSession(string modelPath, RuntimeOptions options, ModelPackage? package = null)
    {
        _session = ExecutionProviders.Open(modelPath, options, package);
        (GraphPath, _options, _package) = (modelPath, options, package);
    }

    public string GraphPath { get; }

    public ModelSignature Signature => ModelSignature.Of(_session);

    /// <summary>Whether the graph has an output of that name.</summary>
    public bool Has(string output) => _session.OutputMetadata.ContainsKey(output);

    /// <param name="values">Pinned; read in place by every run.</param>
    public void BindInput<T>(string name, T[] values, params long[] shape) where T : unmanaged =>
        _inputs.Add((name, OrtValue.CreateTensorValueFromMemory(values, shape)));

    /// <summary>Binds a set of outputs to arrays that every run of that set fills. All inputs must be bound: files may leave axes open, and only a run tells the shapes,
    /// which the first set does; that also warms the session up.</summary>
    /// <param name="names">The same for every set.</param>
    /// <returns>In the order of the names.</returns>
    /// <exception cref="ModelException">It opened, but does not run; or an output's type has no use here.</exception>
    /// <exception cref="EngineMissingException">The engine opened, but does not run: it was set aside and must be built again.</exception>
    public IReadOnlyList<BoundTensor> BindOutputs(IReadOnlyList<string> names)
    {
        var set = _session.CreateIoBinding();
        _sets.Add(set);
        try
        {
            foreach (var (name, value) in _inputs) set.BindInput(name, value);
            if (_known.Count == 0) LearnShapes(set, names);
        }
        catch (OnnxRuntimeException e) when (_known.Count == 0) // it has never run: no fault of one picture
        {
            throw DoesNotRun(e);
        }
        return [.. names.Select(name => Bind(set, name, _known[name].Type, _known[name].Shape))];
    }

    /// <param name="set">0 for the first that was bound, 1 for the second.</param>
    public void Run(int set = 0) => Run(_sets[set]);

    public void Dispose()
    {
        _runOptions.Dispose();
        foreach (var set in _sets) set.Dispose();
        foreach (var (_, value) in _inputs) value.Dispose();
        foreach (var value in _outputs) value.Dispose();
        _session.Dispose();
    }

    private void Run(OrtIoBinding set)
    {
        using var fast = DenormalsAsZero.Begin();
        _session.RunWithBinding(_runOptions, set);
    }

    private void LearnShapes(OrtIoBinding set, IReadOnlyList<string> names)
    {
        foreach (var name in names) set.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
        Run(set);
        using var values = set.GetOutputValues();
        foreach (var (name, value) in names.Zip(values))
        {
            var info = value.GetTensorTypeAndShape();
            _known[name] = (info.ElementDataType, info.Shape);
        }
    }

    private Exception DoesNotRun(OnnxRuntimeException e)
    {
        var why = e.Message.TrimEnd('.');
        return _options.Provider == "tensorrt" && _package is not null
            ? EngineSessions.Disproven(_package, GraphPath, _options, $"it loads, but does not run: {why}")
            : new ModelException($"{GraphPath}: ONNX Runtime opens it, but cannot run it: {why}. Export it again, or set Model:Runtime:Provider to another one than '{_options.Provider}'.", e);
    }

    private BoundTensor Bind(OrtIoBinding set, string name, TensorElementType type, long[] shape)
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
            var bound = OrtValue.CreateTensorValueFromMemory(values, shape);
            _outputs.Add(bound);
            set.BindOutput(name, bound);
            return new BoundTensor(name, Array.ConvertAll(shape, d => (int)d), values);
        }
    }
}
