namespace SegEdge.Onnx.Transforms;

/// <summary>Raises the version of the file format. Up to version 3 every initializer is an input too and yet a constant; from 4 on an
/// initializer among the inputs is a default that the caller may replace, so they leave the inputs and stay constants.</summary>
internal static class RaiseIrVersion
{
    /// <returns>Whether the version was lower.</returns>
    public static bool To(Model model, long version)
    {
        if (model.IrVersion >= version) return false;
        if (model.IrVersion < 4) model.Graph.Inputs.RemoveAll(i => i.IsInitializer);
        model.IrVersion = version;
        return true;
    }
}
