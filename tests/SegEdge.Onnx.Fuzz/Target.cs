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

        var copy = model.Clone();
        new RemoveUnused().Apply(copy);
        OnnxReader.Read(OnnxWriter.ToBytes(copy));
        Try(() => Verifier.Verify(model));
        Try(() => Shapes.Infer(model));
        Try(() => new UpgradeOpset().Apply(model));
        Try(() => Verifier.Verify(model));
        Try(() => OnnxReader.Read(OnnxWriter.ToBytes(model)));
        return true;
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (OnnxException)
        {
            // a legal answer; any other exception is a fault
        }
    }

    private static void Expect(bool holds, string law)
    {
        if (!holds) throw new InvalidOperationException($"Broken: {law}.");
    }
}
