using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SegEdge.Onnx.Wire;

/// <summary>A file's bytes outside of the managed heap, given back as soon as the parser has copied what it keeps.</summary>
/// <remarks>Not a mapped file: somebody who writes over that while it is read would end the process with SIGBUS.</remarks>
internal sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _start;

    private NativeBuffer(int length)
    {
        _start = (byte*)NativeMemory.Alloc((nuint)length);
        _length = length;
    }

    /// <exception cref="IOException">The file cannot be read, or became shorter meanwhile.</exception>
    public static NativeBuffer Of(string path, int length)
    {
        var buffer = new NativeBuffer(length);
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            Fill(buffer.GetSpan(), file, 0);
            return buffer;
        }
        catch
        {
            ((IDisposable)buffer).Dispose();
            throw;
        }
    }

    /// <summary>Reads until the span is full.</summary>
    /// <exception cref="IOException">The file ended before.</exception>
    public static void Fill(Span<byte> span, SafeFileHandle file, long offset)
    {
        while (!span.IsEmpty)
        {
            var read = RandomAccess.Read(file, span, offset);
            if (read == 0) throw new IOException($"the file ended {span.Length:N0} bytes early; was it written to meanwhile?");
            span = span[read..];
            offset += read;
        }
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin() { }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
