using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Fuzz;

/// <summary>What must hold for any bytes at all: they are refused by an <see cref="OnnxException"/>, or they are a model that everything
/// else takes, or refuses in the same way, and that comes back from writing as the same one.</summary>
public static class Target
{
    /// <returns>Whether it is a model.</returns>
    public static bool Run(ReadOnlyMemory<byte> file, string? folder = null)
    {
        Model model;
        try
        {
            model = OnnxReader.Read(file, folder);
        }
        catch (OnnxException)
        {
            return false;
        }
        Expect(!TopologicalSort.Sort(model.Graph), "what is read is sorted");
        var written = OnnxWriter.ToBytes(model.Clone());
        Expect(written.AsSpan().SequenceEqual(OnnxWriter.ToBytes(model)), "a copy is the same model");
        Expect(written.AsSpan().SequenceEqual(OnnxWriter.ToBytes(OnnxReader.Read(written))), "what is written is what is read again");

        Holds(() => Verifier.Verify(model));
        var inferred = model.Clone();
        // Types that contradict each other show once they are inferred.
        var valid = Holds(() => Shapes.Infer(inferred)) && Holds(() => Verifier.Verify(inferred));
        var start = valid ? inferred : model;
        foreach (var transform in new IGraphTransform[] { new RemoveUnused(), new UpgradeOpset(), new FoldConstants() })
        {
            var copy = start.Clone();
            var refused = Refusal(() => transform.Apply(copy));
            Expect(refused is null || Bare(start).AsSpan().SequenceEqual(Bare(copy)),
                $"a model that {transform.GetType().Name} refuses is unchanged. It said: {refused?.Message}");
            if (valid) Verifier.Verify(copy);
            OnnxReader.Read(OnnxWriter.ToBytes(copy));
        }
        return true;
    }

    // Without types and shapes: to have inferred some is no change.
    private static byte[] Bare(Model model)
    {
        var bare = model.Clone();
        Clear(bare.Graph);
        return OnnxWriter.ToBytes(bare);

        static void Clear(Graph graph)
        {
            foreach (var value in graph.Values())
                if (!value.IsInitializer) (value.Type, value.Shape) = (ElementType.Undefined, null);
            foreach (var attribute in graph.Nodes.SelectMany(n => n.Attributes))
                if (attribute.Data is Graph subgraph) Clear(subgraph);
                else foreach (var each in attribute.Data as Graph[] ?? []) Clear(each);
        }
    }

    private static bool Holds(Action action) => Refusal(action) is null;

    /// <returns>What is a legal answer. Any other exception is a fault.</returns>
    private static OnnxException? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (OnnxException e)
        {
            return e;
        }
    }

    private static void Expect(bool holds, string law)
    {
        if (!holds) throw new InvalidOperationException($"Broken: {law}.");
    }
}
