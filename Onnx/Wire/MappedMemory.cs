using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace SegEdge.Onnx.Wire;

/// <summary>A mapped file as memory, so that parsing copies each weight once and the file itself never.</summary>
internal sealed unsafe class MappedMemory : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;

    public MappedMemory(MemoryMappedFile file, int length)
    {
        (_view, _length) = (file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin() { }

    protected override void Dispose(bool disposing)
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
