namespace SegEdge.Testing;

/// <summary>What a wire does to the bytes of one connection. Each direction is called in order, both at once.</summary>
public interface IWireFault
{
    /// <summary>From the client; what goes on to the server.</summary>
    ReadOnlyMemory<byte> Up(ReadOnlyMemory<byte> bytes) => bytes;

    /// <summary>From the server; what goes on to the client.</summary>
    ReadOnlyMemory<byte> Down(ReadOnlyMemory<byte> bytes) => bytes;
}
